use std::sync::{Arc, OnceLock};

use rustls::crypto::{CryptoProvider, aws_lc_rs};

use super::TlsError;

/// Makes aws-lc-rs the provider of this process; a second call finds the first one's.
///
/// With two providers compiled in, rustls takes neither and panics in the first handshake; installing one by
/// name turns that into an error at start.
///
/// # Errors
/// Something else installed one before.
pub(crate) fn install() -> Result<(), TlsError> {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    let ours = INSTALLED.get_or_init(|| aws_lc_rs::default_provider().install_default().is_ok());
    if *ours { Ok(()) } else { Err(TlsError::OtherProvider) }
}

/// The provider, whether installed or not.
pub(super) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(aws_lc_rs::default_provider())))
}
