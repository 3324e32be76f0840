//! Where clients have to prove who they are, nobody else is answered.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use edgeward_webhook::ClientAuthority;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::running::Running;

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Authority {
    fn new() -> Authority {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.self_signed(&key).expect("a certificate").pem();
        Authority { issuer: Issuer::new(parameters, key), certificate }
    }

    /// A client's certificate and key: a common name, and DNS names.
    fn client(&self, common: &str, dns: &[&str]) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
        let names: Vec<String> = dns.iter().map(|name| (*name).to_owned()).collect();
        let mut parameters = CertificateParams::new(names).expect("names");
        parameters.distinguished_name.push(DnType::CommonName, common);
        parameters.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate().expect("a key");
        let certificate = parameters.signed_by(&key, &self.issuer).expect("a certificate");
        (
            certificate.der().clone(),
            PrivateKeyDer::from_pem_slice(key.serialize_pem().as_bytes()).expect("a key"),
        )
    }
}

type Shown<'a> = Option<&'a (CertificateDer<'static>, PrivateKeyDer<'static>)>;

/// Whether somebody who shows this is answered. The handshake alone does not say: in TLS 1.3 the client has it behind
/// itself before the server looks at what was shown.
fn is_answered(server: &Running, shown: Shown<'_>) -> bool {
    let mut roots = RootCertStore::empty();
    let pem = std::fs::read(server.ca()).expect("the CA was written");
    roots.add(CertificateDer::from_pem_slice(&pem).expect("PEM")).expect("a CA");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_root_certificates(roots);
    let config = match shown {
        Some((certificate, key)) => builder
            .with_client_auth_cert(vec![certificate.clone()], key.clone_key())
            .expect("a certificate and its key"),
        None => builder.with_no_client_auth(),
    };
    let name = ServerName::try_from("localhost").expect("a name");
    let tls = ClientConnection::new(Arc::new(config), name).expect("a client");
    let tcp = TcpStream::connect(server.started.admission).expect("it listens");
    let mut stream = StreamOwned::new(tls, tcp);
    let mut answer = [0; 12];
    let asked = stream.write_all(b"GET /v1/admit HTTP/1.1\r\nhost: localhost\r\n\r\n");
    asked.and_then(|()| stream.read_exact(&mut answer)).is_ok() && &answer == b"HTTP/1.1 405"
}

fn asking(file: &Path, names: &[&str]) -> Running {
    Running::start(|config| {
        config.client_authority = Some(ClientAuthority {
            file: file.to_owned(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        });
        config.tls_files_every = Duration::from_millis(5);
    })
}

#[test]
fn only_a_client_with_a_certificate_of_the_ca_and_of_a_name_is_answered() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ca.crt");
    std::fs::write(&file, &ours.certificate).expect("it can be written");
    let named = asking(&file, &["kube-apiserver"]);
    let any = asking(&file, &[]);
    for (shown, by_name, by_any) in [
        (Some(ours.client("kube-apiserver", &[])), true, true),
        (Some(ours.client("somebody", &["kube-apiserver"])), true, true),
        (Some(ours.client("somebody", &["kube-apiserver.example.org"])), false, true),
        (Some(theirs.client("kube-apiserver", &[])), false, false),
        (None, false, false),
    ] {
        let answered = (is_answered(&named, shown.as_ref()), is_answered(&any, shown.as_ref()));
        assert_eq!(answered, (by_name, by_any), "{:?}", shown.map(|(certificate, _)| certificate));
    }
    named.counts("edgeward_tls_handshake_failures_total 3");
    assert_eq!(named.health().get("/healthz").status, 200, "probes show nothing");
}

#[test]
fn another_ca_of_clients_counts_from_the_next_handshake_on() {
    let (old, new) = (Authority::new(), Authority::new());
    let clients = [old.client("kube-apiserver", &[]), new.client("kube-apiserver", &[])];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ca.crt");
    let write = |text: &str| {
        let beside = folder.path().join("new");
        std::fs::write(&beside, text).expect("it can be written");
        std::fs::rename(&beside, &file).expect("it can be renamed");
    };
    write(&old.certificate);
    let server = asking(&file, &[]);
    let answered = || clients.each_ref().map(|client| is_answered(&server, Some(client)));
    let becomes = |wanted: [bool; 2]| {
        let began = Instant::now();
        while answered() != wanted {
            assert!(began.elapsed().as_secs() < 30, "{wanted:?} never comes");
        }
    };
    assert_eq!(answered(), [true, false]);
    write(&format!("{}{}", old.certificate, new.certificate));
    becomes([true, true]);
    write(&new.certificate);
    becomes([false, true]);
    write("no certificate");
    let began = Instant::now();
    while server.metrics().contains("edgeward_tls_renewal_failures_total 0\n") {
        assert!(began.elapsed().as_secs() < 30, "nobody noticed");
    }
    assert_eq!(answered(), [false, true], "what cannot be used changes nothing");
}
