use edgeward_rego::{Source, Value};
use sha2::{Digest as _, Sha256};

/// Over each file's path and text and over the data, every part with its length in front so that no two
/// contents run together into the same bytes.
pub(crate) fn of(sources: &[Source], data: &Value) -> String {
    let mut hash = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    for source in sources {
        part(source.path.as_bytes());
        part(source.text.as_bytes());
    }
    part(b"data.json");
    part(data.to_json().as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
