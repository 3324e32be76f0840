//! What a process costs, as the kernel counts it.

use std::error::Error;
use std::time::Duration;

/// Ticks of a second in `/proc`, on every Linux.
const TICKS: u32 = 100;

/// Processor time that a process has used.
pub(super) fn processor_time(process: u32) -> Result<Duration, Box<dyn Error>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // After the name, which may hold anything, come the state and then numbers.
    let fields: Vec<&str> = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |index: usize| fields.get(index).and_then(|field| field.parse::<u32>().ok());
    let (Some(user), Some(system)) = (ticks(11), ticks(12)) else {
        return Err(format!("/proc/{process}/stat cannot be read: {text}").into());
    };
    Ok(Duration::from_secs(1) * (user + system) / TICKS)
}

/// Resident memory in MiB: now (`VmRSS`) or at most (`VmHWM`).
pub(super) fn memory(process: u32, field: &str) -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
    kibibytes
        .map(|number| number / 1024.0)
        .ok_or_else(|| format!("/proc/{process}/status has no {field}").into())
}
