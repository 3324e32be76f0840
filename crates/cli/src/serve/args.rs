//! The flags of the server, and what they ask for.

mod cluster;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};
use edgeward_manifest::Input;
use edgeward_rego::Limits;
use edgeward_webhook::{
    ClientAuthority, ClusterAccess, Config, TlsFiles, TlsSecret, WebhookConfiguration, log,
};

use crate::policies::{PoliciesArgs, ProfileArgs};
use crate::unit::{duration, size};
use cluster::{ClusterArgs, is_in_a_pod};

const EXAMPLES: &str = "\
Examples:
  edgeward serve
  edgeward serve --profile strict --inventory cluster.yaml
  edgeward serve --kubeconfig ~/.kube/config
  edgeward serve --tls-cert tls.crt --tls-key tls.key --log-format json
  edgeward serve --in-cluster --tls-secret edgeward-system/edgeward-certificates --tls-webhooks validating/edgeward
  edgeward serve --check-config

Every flag has an environment name: EDGEWARD_ and the flag in capitals.";

/// Serve admission reviews, data decisions, health and metrics
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    profile: ProfileArgs,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// Objects that rules may look up, all of them: files, folders, or - for standard input
    #[arg(long, value_name = "PATH", num_args = 1.., value_delimiter = ',', env = "EDGEWARD_INVENTORY")]
    inventory: Vec<PathBuf>,
    #[command(flatten)]
    cluster: ClusterArgs,
    /// Say whether the configuration can be served, and end
    #[arg(long, env = "EDGEWARD_CHECK_CONFIG")]
    check_config: bool,
    /// What log lines look like
    #[arg(long, value_name = "FORMAT", default_value = "text", env = "EDGEWARD_LOG_FORMAT")]
    log_format: LogFormat,
    /// What is logged, as in RUST_LOG: `info`, `warn,edgeward_webhook=debug`
    #[arg(long, value_name = "FILTER", default_value = "info,kube_client=off", env = "EDGEWARD_LOG_FILTER")]
    log_filter: String,
    #[command(flatten)]
    listen: ListenArgs,
    #[command(flatten)]
    tls: TlsArgs,
    #[command(flatten)]
    limits: LimitArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Addresses")]
struct ListenArgs {
    /// Where /v1/admit and /v1/mutate are served over TLS; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "0.0.0.0:8443", env = "EDGEWARD_ADMISSION_ADDR")]
    admission_addr: SocketAddr,
    /// Where /v1/data is served over plain HTTP, or `off`
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8181", env = "EDGEWARD_DECISION_ADDR")]
    decision_addr: Address,
    /// A Unix socket where /v1/data is served as well
    #[arg(long, value_name = "PATH", env = "EDGEWARD_DECISION_SOCKET")]
    decision_socket: Option<PathBuf>,
    /// Where /healthz, /readyz and /metrics are served over plain HTTP
    #[arg(long, value_name = "IP:PORT", default_value = "0.0.0.0:8888", env = "EDGEWARD_HEALTH_ADDR")]
    health_addr: SocketAddr,
}

/// An address, or nowhere.
#[derive(Debug, Clone, Copy)]
struct Address(Option<SocketAddr>);

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        match text {
            "off" => Ok(Address(None)),
            text => text
                .parse()
                .map(|address| Address(Some(address)))
                .map_err(|_| "write IP:PORT, such as 127.0.0.1:8181, or off".to_owned()),
        }
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "TLS")]
struct TlsArgs {
    /// Where the self-signed CA and certificate are kept [default: $XDG_STATE_HOME/edgeward or .edgeward]
    #[arg(long, value_name = "DIR", env = "EDGEWARD_STATE_DIR")]
    state_dir: Option<PathBuf>,
    /// Certificate chain to serve with instead of a self-signed one (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key", env = "EDGEWARD_TLS_CERT")]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert", env = "EDGEWARD_TLS_KEY")]
    tls_key: Option<PathBuf>,
    /// Make CA and certificate here and keep them in this Secret, shared by all replicas; one of them, chosen by a Lease of
    /// the same name, renews them
    #[arg(
        long,
        value_name = "NAMESPACE/NAME",
        value_parser = namespaced,
        conflicts_with = "tls_cert",
        env = "EDGEWARD_TLS_SECRET"
    )]
    tls_secret: Option<(String, String)>,
    /// Whose webhooks are to trust that CA: validating/NAME or mutating/NAME
    #[arg(
        long,
        value_name = "KIND/NAME",
        value_delimiter = ',',
        requires = "tls_secret",
        env = "EDGEWARD_TLS_WEBHOOKS"
    )]
    tls_webhooks: Vec<WebhookConfiguration>,
    /// How long a certificate in the Secret lives; renewed at two thirds of that
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = duration, env = "EDGEWARD_TLS_LIFETIME")]
    tls_lifetime: Duration,
    /// How long its CA lives; followed by another at two thirds of that
    #[arg(long, value_name = "TIME", default_value = "3650d", value_parser = duration, env = "EDGEWARD_TLS_CA_LIFETIME")]
    tls_ca_lifetime: Duration,
    /// Answer only clients with a certificate of these CAs at the admission port (PEM)
    #[arg(long, value_name = "FILE", env = "EDGEWARD_CLIENT_CA")]
    client_ca: Option<PathBuf>,
    /// Common names or DNS names, one of which a client's certificate must have [default: any]
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        requires = "client_ca",
        env = "EDGEWARD_CLIENT_NAMES"
    )]
    client_names: Vec<String>,
    /// Names and addresses that a certificate made here carries besides localhost
    #[arg(
        long = "tls-names",
        value_name = "NAME",
        value_delimiter = ',',
        default_value = "edgeward.edgeward-system.svc",
        env = "EDGEWARD_TLS_NAMES"
    )]
    tls_names: Vec<String>,
}

fn namespaced(text: &str) -> Result<(String, String), String> {
    match text.split_once('/') {
        Some((namespace, name)) if !namespace.is_empty() && !name.is_empty() && !name.contains('/') => {
            Ok((namespace.to_owned(), name.to_owned()))
        }
        _ => Err("write NAMESPACE/NAME, such as edgeward-system/edgeward-certificates".to_owned()),
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
struct LimitArgs {
    /// How long one evaluation of one rule may take
    #[arg(long, value_name = "TIME", default_value = "500ms", value_parser = duration, env = "EDGEWARD_EVALUATION_TIMEOUT")]
    evaluation_timeout: Duration,
    /// How many instructions one evaluation of one rule may take, where it runs as byte code
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 5_000_000,
        env = "EDGEWARD_EVALUATION_INSTRUCTIONS"
    )]
    evaluation_instructions: usize,
    /// How many evaluations run at once [default: twice the processors]
    #[arg(long, value_name = "NUMBER", env = "EDGEWARD_EVALUATION_SLOTS")]
    evaluation_slots: Option<NonZeroUsize>,
    /// How many more requests may wait for a slot
    #[arg(long, value_name = "NUMBER", default_value_t = 256, env = "EDGEWARD_EVALUATION_QUEUE")]
    evaluation_queue: usize,
    /// How long an answer may take where the request does not say
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, env = "EDGEWARD_REQUEST_TIMEOUT")]
    request_timeout: Duration,
    /// Open connections on one address
    #[arg(long, value_name = "NUMBER", default_value = "512", env = "EDGEWARD_MAX_CONNECTIONS")]
    max_connections: NonZeroUsize,
    /// How long a TLS handshake may take
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = duration, env = "EDGEWARD_HANDSHAKE_TIMEOUT")]
    handshake_timeout: Duration,
    /// How long a request's head may take
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = duration, env = "EDGEWARD_HEADER_TIMEOUT")]
    header_timeout: Duration,
    /// How long a request's body may take
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration, env = "EDGEWARD_BODY_TIMEOUT")]
    body_timeout: Duration,
    /// How long a connection may stay open between two requests
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = duration, env = "EDGEWARD_IDLE_TIMEOUT")]
    idle_timeout: Duration,
    /// Largest body of an admission review
    #[arg(long, value_name = "BYTES", default_value = "8Mi", value_parser = size, env = "EDGEWARD_ADMISSION_BODY_LIMIT")]
    admission_body_limit: usize,
    /// Largest body of a data request
    #[arg(long, value_name = "BYTES", default_value = "1Mi", value_parser = size, env = "EDGEWARD_DATA_BODY_LIMIT")]
    data_body_limit: usize,
    /// How long to go on serving, not ready, after being told to stop
    #[arg(long, value_name = "TIME", default_value = "0s", value_parser = duration, env = "EDGEWARD_DRAIN_DELAY")]
    drain_delay: Duration,
    /// How long open requests may then take
    #[arg(long, value_name = "TIME", default_value = "20s", value_parser = duration, env = "EDGEWARD_DRAIN_TIMEOUT")]
    drain_timeout: Duration,
}

/// What the flags ask for.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) policies: PoliciesArgs,
    pub(super) inventory: Vec<Input>,
    pub(super) check_only: bool,
    pub(super) log_format: log::Format,
    pub(super) log_filter: String,
}

impl ServeArgs {
    /// Every field is taken apart, so that a flag that nothing reads does not compile.
    pub(super) fn plan(self) -> Plan {
        let ServeArgs {
            profile,
            policies,
            inventory,
            cluster,
            check_config,
            log_format,
            log_filter,
            listen,
            tls,
            limits,
        } = self;
        let ListenArgs { admission_addr, decision_addr, decision_socket, health_addr } = listen;
        let TlsArgs {
            state_dir,
            tls_cert,
            tls_key,
            tls_secret,
            tls_webhooks,
            tls_lifetime,
            tls_ca_lifetime,
            client_ca,
            client_names,
            tls_names,
        } = tls;
        // Also where rules look nothing up there: a pod without rights to read the cluster may have those to a Secret.
        let access = cluster.kubeconfig.clone().map_or(ClusterAccess::InCluster, ClusterAccess::Kubeconfig);
        let tls_secret = tls_secret.map(|(namespace, name)| TlsSecret {
            access,
            namespace,
            name,
            webhooks: tls_webhooks,
            lifetime: tls_lifetime,
            authority_lifetime: tls_ca_lifetime,
        });
        let LimitArgs {
            evaluation_timeout,
            evaluation_instructions,
            evaluation_slots,
            evaluation_queue,
            request_timeout,
            max_connections,
            handshake_timeout,
            header_timeout,
            body_timeout,
            idle_timeout,
            admission_body_limit,
            data_body_limit,
            drain_delay,
            drain_timeout,
        } = limits;
        let config = Config {
            cluster: cluster.plan(inventory.is_empty() && is_in_a_pod()),
            admission_addr,
            decision_addr: decision_addr.0,
            decision_socket,
            health_addr,
            profile: profile.profile,
            state_dir: state_dir.unwrap_or_else(|| Config::default().state_dir),
            tls_files: tls_cert.zip(tls_key).map(|(certificate, key)| TlsFiles { certificate, key }),
            tls_secret,
            client_authority: client_ca.map(|file| ClientAuthority { file, names: client_names }),
            tls_files_every: Config::default().tls_files_every,
            tls_names,
            evaluation_limits: Limits {
                time: evaluation_timeout,
                instructions: evaluation_instructions,
                until: None,
            },
            evaluation_slots,
            evaluation_queue,
            request_timeout,
            max_connections,
            handshake_timeout,
            header_timeout,
            body_timeout,
            idle_timeout,
            admission_body_limit,
            data_body_limit,
            drain_delay,
            drain_timeout,
        };
        Plan {
            config,
            policies,
            inventory: inventory.iter().map(|path| Input::from(path.as_path())).collect(),
            check_only: check_config,
            log_format: match log_format {
                LogFormat::Text => log::Format::Text,
                LogFormat::Json => log::Format::Json,
            },
            log_filter,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use edgeward_webhook::{AuditSchedule, ClusterConfig};

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        serve: ServeArgs,
    }

    fn plan(arguments: &[&str]) -> Plan {
        Line::try_parse_from([&["serve"], arguments].concat())
            .unwrap_or_else(|error| panic!("{error}"))
            .serve
            .plan()
    }

    #[test]
    fn without_flags_the_server_is_the_default_one() {
        assert_eq!(plan(&[]).config, Config::default());
    }

    #[test]
    fn every_flag_has_an_environment_name() {
        for argument in Line::command().get_arguments() {
            let Some(flag) = argument.get_long() else { panic!("{argument:?} has no long form") };
            let expected = format!("EDGEWARD_{}", flag.replace('-', "_").to_uppercase());
            assert_eq!(argument.get_env().and_then(|name| name.to_str()), Some(expected.as_str()));
        }
    }

    #[test]
    fn a_cluster_is_watched_when_told_and_in_a_pod() {
        let stale_after = Duration::from_secs(90);
        let audit = AuditSchedule {
            every: Duration::from_secs(600),
            skip: vec!["Secret".to_owned()],
            reports: true,
            lease_namespace: "edgeward-system".to_owned(),
        };
        let watched = |access| Some(ClusterConfig { access, stale_after, audit: Some(audit.clone()) });
        assert_eq!(
            plan(&["--kubeconfig", "k"]).config.cluster,
            watched(ClusterAccess::Kubeconfig("k".into()))
        );
        assert_eq!(plan(&["--in-cluster"]).config.cluster, watched(ClusterAccess::InCluster));
        let none = || Line::try_parse_from(["serve"]).unwrap_or_else(|error| panic!("{error}")).serve.cluster;
        assert_eq!(none().plan(true), watched(ClusterAccess::InCluster));
        assert_eq!(none().plan(false), None);
        let never = plan(&["--in-cluster", "--audit-every", "off"]).config.cluster;
        assert_eq!(never.and_then(|cluster| cluster.audit), None);
        for pair in [
            ["--kubeconfig", "k", "--inventory", "i"],
            ["--kubeconfig", "k", "--in-cluster", "--check-config"],
        ] {
            assert!(Line::try_parse_from([&["serve"], &pair[..]].concat()).is_err());
        }
    }

    #[test]
    fn a_secret_for_certificates_is_that_of_the_cluster_that_is_asked() {
        let flags =
            ["--tls-secret", "a/b", "--tls-webhooks", "validating/c,mutating/d", "--tls-lifetime", "60s"];
        let day = Duration::from_secs(24 * 60 * 60);
        let secret = |access| TlsSecret {
            access,
            namespace: "a".to_owned(),
            name: "b".to_owned(),
            webhooks: vec![
                WebhookConfiguration::Validating("c".to_owned()),
                WebhookConfiguration::Mutating("d".to_owned()),
            ],
            lifetime: Duration::from_secs(60),
            authority_lifetime: 3650 * day,
        };
        assert_eq!(plan(&flags).config.tls_secret, Some(secret(ClusterAccess::InCluster)));
        let named = [&flags[..], &["--kubeconfig", "k"]].concat();
        assert_eq!(plan(&named).config.tls_secret, Some(secret(ClusterAccess::Kubeconfig("k".into()))));
        assert_eq!(plan(&["--tls-secret", "a/b"]).config.tls_secret.map(|one| one.lifetime), Some(90 * day));
        for wrong in [
            &["--tls-secret", "a"][..],
            &["--tls-webhooks", "validating/c"],
            &["--tls-secret", "a/b", "--tls-webhooks", "c"],
            &["--tls-secret", "a/b", "--tls-cert", "c", "--tls-key", "k"],
            &["--client-names", "c"],
        ] {
            assert!(Line::try_parse_from([&["serve"], wrong].concat()).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn flags_reach_the_configuration() {
        let config = plan(&[
            "--decision-addr",
            "off",
            "--tls-cert",
            "c.pem",
            "--tls-key",
            "k.pem",
            "--tls-names",
            "a,b",
            "--admission-body-limit",
            "1Ki",
            "--drain-delay",
            "7s",
            "--client-ca",
            "ca.pem",
            "--client-names",
            "kube-apiserver",
            "--profile",
            "strict",
        ])
        .config;
        assert_eq!(
            config,
            Config {
                decision_addr: None,
                tls_files: Some(TlsFiles { certificate: "c.pem".into(), key: "k.pem".into() }),
                tls_names: vec!["a".to_owned(), "b".to_owned()],
                admission_body_limit: 1024,
                drain_delay: Duration::from_secs(7),
                client_authority: Some(ClientAuthority {
                    file: "ca.pem".into(),
                    names: vec!["kube-apiserver".to_owned()],
                }),
                profile: "strict".to_owned(),
                ..Config::default()
            }
        );
    }
}
