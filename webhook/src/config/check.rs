use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::time::Duration;

use edgeward_decision::PolicySet;

use super::{Config, ConfigProblem, TlsSecret};
use crate::tls::{Clients, is_certifiable, read_files};

/// Looks at everything that can be known without serving and leaves nothing behind. Whether an address is free
/// is not asked: a configuration is checked beside the server that is still running on the old one.
///
/// # Errors
/// All problems, in one go.
pub fn check_config(config: &Config, policies: &PolicySet) -> Result<(), Vec<ConfigProblem>> {
    let mut problems = Vec::new();
    addresses(config, &mut problems);
    zeros(config, &mut problems);
    match policies.profile(&config.profile) {
        Err(unknown) => problems.push(unknown.into()),
        Ok(profile) if config.cluster.is_some() => {
            problems.extend(policies.needs(profile).open.into_iter().map(ConfigProblem::OpenLookup));
        }
        Ok(_) => {}
    }
    let least = Duration::from_secs(3);
    if config.cluster.as_ref().is_some_and(|cluster| cluster.stale_after < least) {
        problems.push(ConfigProblem::StaleTooSoon { least });
    }
    if let Some(secret) = &config.tls_secret {
        if secret.lifetime < TlsSecret::LEAST_LIFETIME {
            problems.push(ConfigProblem::CertificateLife { least: TlsSecret::LEAST_LIFETIME });
        }
        if secret.authority_lifetime < secret.lifetime * 2 {
            problems.push(ConfigProblem::AuthorityLife);
        }
    }
    if let Some(authority) = &config.client_authority {
        problems.extend(Clients::read(authority).err().map(ConfigProblem::from));
    }
    match &config.tls_files {
        Some(files) => problems.extend(read_files(files).err().map(ConfigProblem::from)),
        None => {
            let unfit = config.tls_names.iter().filter(|name| !is_certifiable(name));
            problems.extend(unfit.cloned().map(ConfigProblem::TlsName));
            if config.tls_secret.is_none() {
                state_dir(&config.state_dir, &mut problems);
            }
        }
    }
    if let Some(path) = &config.decision_socket {
        socket(path, &mut problems);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn addresses(config: &Config, problems: &mut Vec<ConfigProblem>) {
    let listeners: Vec<(&'static str, SocketAddr)> = [
        ("admission", Some(config.admission_addr)),
        ("the decision point", config.decision_addr),
        ("health", Some(config.health_addr)),
    ]
    .into_iter()
    .filter_map(|(purpose, address)| Some((purpose, address?)))
    .collect();
    for (index, (first, one)) in listeners.iter().enumerate() {
        for (second, other) in listeners.iter().skip(index + 1) {
            let overlap = one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
            if one.port() == other.port() && one.port() != 0 && overlap {
                problems.push(ConfigProblem::SameAddress { first, second, address: *other });
            }
        }
    }
}

fn zeros(config: &Config, problems: &mut Vec<ConfigProblem>) {
    let times = [
        ("a request time-out", config.request_timeout),
        ("a handshake time-out", config.handshake_timeout),
        ("a header time-out", config.header_timeout),
        ("a body time-out", config.body_timeout),
        ("an idle time-out", config.idle_timeout),
        ("an evaluation time limit", config.evaluation_limits.time),
    ];
    let sizes = [
        ("a limit of an admission review's size", config.admission_body_limit),
        ("a limit of a data request's size", config.data_body_limit),
        ("an evaluation limit of instructions", config.evaluation_limits.instructions),
    ];
    let zero_times = times.iter().filter(|(_, time)| time.is_zero()).map(|(what, _)| *what);
    let zero_sizes = sizes.iter().filter(|(_, size)| *size == 0).map(|(what, _)| *what);
    problems.extend(zero_times.chain(zero_sizes).map(ConfigProblem::Zero));
}

/// Tries a file in the directory, or in the nearest one above it that exists.
fn state_dir(path: &Path, problems: &mut Vec<ConfigProblem>) {
    let problem = |reason: String| ConfigProblem::StateDir { path: path.to_owned(), reason };
    let mut nearest = path;
    while !nearest.exists() {
        match nearest.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => nearest = parent,
            _ => nearest = Path::new("."),
        }
    }
    if !nearest.is_dir() {
        problems.push(problem(format!("{} is no directory", nearest.display())));
        return;
    }
    let probe = nearest.join(format!(".edgeward-probe-{}", std::process::id()));
    let tried = fs::OpenOptions::new().write(true).create_new(true).open(&probe);
    problems.extend(tried.err().map(|error| problem(error.to_string())));
    // Nothing to remove where nothing could be made.
    let _ = fs::remove_file(&probe);
}

fn socket(path: &Path, problems: &mut Vec<ConfigProblem>) {
    let problem = |reason| ConfigProblem::Socket { path: path.to_owned(), reason };
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => {
            problems.push(problem("there is a file that is no socket"))
        }
        Ok(_) => {}
        Err(_) => {
            let parent =
                path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !parent.is_dir() {
                problems.push(problem("its directory does not exist"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
