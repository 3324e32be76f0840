//! The program that is tested: `edgeward serve`, as a webhook that the API server reaches by URL.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process::Process;
use super::{Cluster, Problem, port, wait};

/// A path to use instead of the program built from this repository.
const PROGRAM: &str = "EDGEWARD_PROGRAM";

/// Where a server listens and keeps its state: whoever takes it over is taken for the same one.
#[derive(Debug, Clone)]
pub struct Seat {
    admission: String,
    health: String,
    name: String,
}

impl Seat {
    /// One at this address, with a port for probes that nobody listens on.
    pub fn at(admission: &str) -> Result<Seat, Problem> {
        let health = format!("127.0.0.1:{}", port::free()?);
        let name = format!("edgeward-{}", admission.replace(':', "-"));
        Ok(Seat { admission: admission.to_owned(), health, name })
    }
}

/// A running server. It ends when this is dropped, without a farewell.
#[derive(Debug)]
pub struct Edgeward {
    process: Process,
    seat: Seat,
    authority: String,
}

impl Edgeward {
    /// Builds the program, as the tests themselves are built, and names it to whoever is started later: inside a
    /// sandbox there is no network to fetch crates from.
    pub fn build() -> Result<PathBuf, Problem> {
        if let Some(program) = std::env::var_os(PROGRAM) {
            return Ok(PathBuf::from(program));
        }
        let this = std::env::current_exe().map_err(|error| Problem::program("the test itself", error))?;
        // TARGET/PROFILE/deps/cluster-…, or TARGET/PROFILE/cluster
        let outputs = this.ancestors().skip(1).find(|folder| !folder.ends_with("deps"));
        let (Some(outputs), Some(target)) = (outputs, outputs.and_then(Path::parent)) else {
            return Err(Problem::program(
                "the test itself",
                format!("{} is in no target folder", this.display()),
            ));
        };
        let profile = outputs.file_name().unwrap_or_default();
        let profile = if profile == "debug" { "dev".as_ref() } else { profile };
        let status = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--package", "edgeward-cli", "--target-dir"])
            .arg(target)
            .arg("--profile")
            .arg(profile)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .stdout(Stdio::null())
            .status()
            .map_err(|error| Problem::program("cargo", error))?;
        if !status.success() {
            return Err(Problem::program("cargo build --package edgeward-cli", status));
        }
        Ok(outputs.join("edgeward"))
    }

    /// Tells a command which program to test.
    pub fn name_to(command: &mut Command, program: &Path) {
        command.env(PROGRAM, program);
    }

    /// Starts a server with these arguments beside addresses and folder, and waits until it is ready.
    pub fn serve(cluster: &Cluster, arguments: &[&str]) -> Result<Edgeward, Problem> {
        Edgeward::serve_at(cluster, Seat::at(&format!("127.0.0.1:{}", port::free()?))?, arguments)
    }

    /// Starts one at an address of the test's choice, or where another was.
    pub fn serve_at(cluster: &Cluster, seat: Seat, arguments: &[&str]) -> Result<Edgeward, Problem> {
        Edgeward::serve_in(cluster, seat, &[], arguments)
    }

    /// Starts one in an environment that has these variables too.
    pub fn serve_in(
        cluster: &Cluster,
        seat: Seat,
        environment: &[(&str, &Path)],
        arguments: &[&str],
    ) -> Result<Edgeward, Problem> {
        let mut edgeward = Edgeward::start(cluster, seat, environment, arguments)?;
        let ready = edgeward.health_url("/readyz");
        edgeward.until_answered("edgeward is ready", &ready)?;
        // There is none where it serves with what it did not make for itself alone.
        let authority = cluster.folder().join(&edgeward.seat.name).join("ca.crt");
        edgeward.authority = std::fs::read_to_string(authority).unwrap_or_default();
        Ok(edgeward)
    }

    /// Starts one that need not become ready, and waits until it lives.
    pub fn start_at(cluster: &Cluster, seat: Seat, arguments: &[&str]) -> Result<Edgeward, Problem> {
        let mut edgeward = Edgeward::start(cluster, seat, &[], arguments)?;
        let lives = edgeward.health_url("/healthz");
        edgeward.until_answered("edgeward lives", &lives)?;
        Ok(edgeward)
    }

    fn start(
        cluster: &Cluster,
        seat: Seat,
        environment: &[(&str, &Path)],
        arguments: &[&str],
    ) -> Result<Edgeward, Problem> {
        let program = Edgeward::build()?;
        let state = cluster.folder().join(&seat.name);
        let process = Process::start(&seat.name, &program, cluster.folder(), |command| {
            command
                .envs(environment.iter().copied())
                .args(["serve", "--admission-addr", &seat.admission, "--health-addr", &seat.health])
                .args(["--decision-addr", "127.0.0.1:0", "--tls-names", "127.0.0.1", "--log-format", "json"])
                .arg("--state-dir")
                .arg(&state)
                .args(arguments);
        })?;
        Ok(Edgeward { process, seat, authority: String::new() })
    }

    fn until_answered(&mut self, what: &str, url: &str) -> Result<(), Problem> {
        wait::until_or_ended(what, std::slice::from_mut(&mut self.process), || {
            ureq::get(url).call().map(drop).map_err(|error| error.to_string())
        })
    }

    /// Where reviews are posted to: `/v1/admit` or `/v1/mutate`.
    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.seat.admission)
    }

    /// Where `/metrics`, `/healthz` and `/readyz` are.
    pub fn health_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.seat.health)
    }

    /// What it counts, as Prometheus reads it.
    pub fn metrics(&self) -> Result<String, Problem> {
        let unread = |error: ureq::Error| Problem::Unexpected(format!("/metrics: {error}"));
        let mut answer = ureq::get(self.health_url("/metrics")).call().map_err(unread)?;
        answer.body_mut().read_to_string().map_err(unread)
    }

    /// The certificate of the CA that the server made for itself, as PEM.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The process, for a test that stops it or looks at it.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it says that it is to be asked; what it says otherwise.
    pub fn readiness(&self) -> Result<(), String> {
        let answer =
            ureq::get(self.health_url("/readyz")).config().http_status_as_error(false).build().call();
        let mut answer = answer.map_err(|error| error.to_string())?;
        let text = answer.body_mut().read_to_string().map_err(|error| error.to_string())?;
        if answer.status() == 200 { Ok(()) } else { Err(text) }
    }

    /// Sends it a signal: `TERM`, `STOP`.
    pub fn signal(&self, signal: &str) -> Result<(), Problem> {
        self.process.signal(signal)
    }

    /// How it ended, if it did: `exit status: 0`.
    pub fn ended(&mut self) -> Option<String> {
        self.process.ended()
    }

    /// Kills it with SIGKILL; another may take its seat.
    pub fn kill(self) -> Seat {
        self.seat.clone()
    }
}
