//! A cluster, its parts and its users.

mod admission_config;
mod api_server;
mod authority;
mod client;
mod controller_manager;
mod credentials;
mod edgeward;
mod guard;
mod kine;
mod kubeconfig;
mod kubectl;
mod kwok;
mod logs;
mod port;
mod problem;
mod process;
mod programs;
mod relay;
mod sandbox;
mod scheduler;
mod site;
mod trial;
mod user;
mod wait;

use std::path::{Path, PathBuf};
use std::time::Duration;

use authority::Authority;
pub use client::{Answer, Client, Patch};
pub use edgeward::{Edgeward, Seat};
pub use guard::{guard, guard_by, guard_cluster, unguard};
pub use kubectl::{Kubectl, Said};
pub use logs::tails;
pub use problem::Problem;
use process::Process;
use programs::Programs;
pub use relay::Relay;
pub use sandbox::{Sandbox, Walls};
pub use site::prepare_site;
pub use trial::{Outcome, Test, run};
pub use user::User;
pub use wait::until;

/// What may run beside kine and the API server, which always do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Makes replica sets, pods, service accounts; collects garbage; ends namespaces.
    ControllerManager,
    /// Binds pods to nodes.
    Scheduler,
    /// Plays the kubelets: nodes are ready, and pods bound to them run.
    Kwok,
}

/// All of them, in the order in which they are started.
pub const ALL_PARTS: [Part; 3] = [Part::ControllerManager, Part::Scheduler, Part::Kwok];

/// As kubelets have it. A node renews it four times as often.
const LEASE: Duration = Duration::from_secs(40);

const LONG_LEASE: Duration = Duration::from_secs(240);

/// A running cluster. Its processes end with it.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: Programs,
    authority: Authority,
    /// `https://127.0.0.1:PORT` of the API server.
    address: String,
    /// Where the datastore listens.
    datastore: String,
    parts: Vec<Part>,
    /// How long a played node counts as alive after it said so.
    lease: Duration,
    /// The API server's admission configuration, where it has one.
    admission: Option<PathBuf>,
    /// Ended from the last to the first: nobody loses what it talks to.
    processes: Vec<Process>,
}

impl Cluster {
    /// Builds the programs that are not there yet. Inside a sandbox there is no network to fetch their sources from.
    pub fn build() -> Result<(), Problem> {
        Programs::find().map(drop)
    }

    /// Starts kine, the API server and these parts, and waits until all are ready.
    pub fn start(sandbox: &Sandbox, parts: &[Part]) -> Result<Cluster, Problem> {
        Cluster::begin(sandbox, parts, LEASE, None)
    }

    /// The same for a thousand nodes, which say seldom that they live: as often as kubelets do they keep kine and SQLite
    /// busy with nothing else. Such a cluster is not to be restarted: its nodes would wait for their leases to end.
    pub fn start_large(sandbox: &Sandbox, parts: &[Part]) -> Result<Cluster, Problem> {
        Cluster::begin(sandbox, parts, LONG_LEASE, None)
    }

    /// The same, with an API server that shows webhooks at this `HOST:PORT` a client certificate of the name
    /// `kube-apiserver`, signed by [`Cluster::authority_file`].
    pub fn start_certified(sandbox: &Sandbox, host: &str) -> Result<Cluster, Problem> {
        Cluster::begin(sandbox, &[], LEASE, Some(host))
    }

    fn begin(
        sandbox: &Sandbox,
        parts: &[Part],
        lease: Duration,
        certified_to: Option<&str>,
    ) -> Result<Cluster, Problem> {
        let folder = sandbox.folder().to_path_buf();
        let programs = Programs::find()?;
        let authority = Authority::make(&folder)?;
        let [datastore, address] = [port::free()?, port::free()?].map(|port| format!("127.0.0.1:{port}"));
        let mut cluster = Cluster {
            folder,
            programs,
            authority,
            address: format!("https://{address}"),
            datastore,
            admission: None,
            parts: parts.to_vec(),
            lease,
            processes: Vec::new(),
        };
        let written = |host| admission_config::write(&cluster.folder, &cluster.authority, host);
        cluster.admission = certified_to.map(written).transpose()?;
        cluster.run()?;
        Ok(cluster)
    }

    /// Ends all parts at once, as loss of power does, and starts them anew on the same data, at the same address.
    pub fn restart(&mut self) -> Result<(), Problem> {
        self.stop();
        self.run()
    }

    /// Kills one part: `kine`, `kube-apiserver`.
    pub fn kill(&mut self, part: &str) -> Result<(), Problem> {
        self.process(part)?.kill();
        Ok(())
    }

    /// Starts one that was killed as it was started before. It need not be ready yet.
    pub fn start_again(&mut self, part: &str) -> Result<(), Problem> {
        self.process(part)?.start_again()
    }

    /// Sends one a signal: `STOP` lets it hang, `CONT` go on.
    pub fn signal(&mut self, part: &str, signal: &str) -> Result<(), Problem> {
        self.process(part)?.signal(signal)
    }

    fn process(&mut self, name: &str) -> Result<&mut Process, Problem> {
        let found = self.processes.iter_mut().find(|process| process.name() == name);
        found.ok_or_else(|| Problem::Unexpected(format!("no part called {name} runs")))
    }

    fn run(&mut self) -> Result<(), Problem> {
        let managed = self.parts.contains(&Part::ControllerManager);
        self.processes.push(kine::start(&self.programs, &self.folder, &self.datastore)?);
        let address = self.address.trim_start_matches("https://");
        let datastore = format!("http://{}", self.datastore);
        let api_server = api_server::start(
            &self.programs,
            &self.folder,
            &self.authority,
            &datastore,
            address,
            managed,
            self.admission.as_deref(),
        )?;
        self.processes.push(api_server);
        self.wait_for_api_server()?;
        // In this order, whatever the order of the request: the later ones work on what the earlier ones make.
        for part in ALL_PARTS {
            if !self.parts.contains(&part) {
                continue;
            }
            match part {
                Part::ControllerManager => controller_manager::start(self)?,
                Part::Scheduler => scheduler::start(self)?,
                Part::Kwok => kwok::start(self)?,
            }
        }
        Ok(())
    }

    fn stop(&mut self) {
        while let Some(process) = self.processes.pop() {
            drop(process);
        }
    }

    /// Where the API server listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The CA that certifies everybody here, as PEM.
    pub fn authority_file(&self) -> PathBuf {
        self.authority.certificate_file()
    }

    /// As [`ask`], but as this user.
    pub fn ask_as(&self, url: &str, authorities: &str, user: &User) -> Result<u16, Problem> {
        client::ask(url, authorities, Some((user, &self.authority)))
    }

    /// Where logs, certificates and data of the cluster are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A client that speaks HTTP to the API server as this user.
    pub fn client(&self, user: &User) -> Result<Client, Problem> {
        Client::new(&self.address, &self.authority, user)
    }

    /// The pinned kubectl as this user.
    pub fn kubectl(&self, user: &User) -> Result<Kubectl, Problem> {
        Ok(Kubectl::new(self.programs.kubectl(), self.kubeconfig(user)?, &self.folder))
    }

    /// The pinned Helm as this user.
    pub fn helm(&self, user: &User) -> Result<Kubectl, Problem> {
        Ok(Kubectl::new(self.programs.helm(), self.kubeconfig(user)?, &self.folder))
    }

    /// The program that is tested, as this user.
    pub fn edgeward(&self, user: &User) -> Result<Kubectl, Problem> {
        Ok(Kubectl::new(Edgeward::build()?, self.kubeconfig(user)?, &self.folder))
    }

    /// The pinned Helm for work without a cluster.
    pub fn helm_alone(sandbox: &Sandbox) -> Result<Kubectl, Problem> {
        Ok(Kubectl::new(Programs::find()?.helm(), PathBuf::from("none"), sandbox.folder()))
    }

    /// The pinned Helm's own path.
    pub fn helm_program(&self) -> PathBuf {
        self.programs.helm()
    }

    /// A folder with the pinned definitions of foreign kinds: of Prometheus' operator, cert-manager and K3s.
    pub fn definitions(&self) -> &Path {
        self.programs.definitions()
    }

    /// The pinned kubectl's own path.
    pub fn kubectl_program(&self) -> PathBuf {
        self.programs.kubectl()
    }

    /// A kubeconfig of this user, for any other program.
    pub fn kubeconfig(&self, user: &User) -> Result<PathBuf, Problem> {
        kubeconfig::write(&self.folder, &self.address, &self.authority, user)
    }

    /// A way to the API server that can be made slow.
    pub fn relay(&self) -> Result<Relay, Problem> {
        Relay::start(self.address.trim_start_matches("https://"))
    }

    /// A kubeconfig of this user that leads over a relay. The certificate of the API server is for the host, whatever
    /// the port.
    pub fn kubeconfig_over(&self, relay: &Relay, user: &User) -> Result<PathBuf, Problem> {
        let address = format!("https://{}", relay.address());
        // Beside those that lead straight there.
        kubeconfig::write(&self.folder.join("relayed"), &address, &self.authority, user)
    }

    fn wait_for_api_server(&mut self) -> Result<(), Problem> {
        let client = self.client(&User::admin())?;
        self.wait_until("the API server is ready", || is_there(&client, "/readyz"))?;
        // The namespace that everybody expects is made a moment after the server is ready.
        self.wait_until("namespace default is there", || is_there(&client, "/api/v1/namespaces/default"))
    }

    /// Waits, and gives up at once where a process of the cluster has ended.
    fn wait_until(&mut self, what: &str, claim: impl FnMut() -> Result<(), String>) -> Result<(), Problem> {
        wait::until_or_ended(what, &mut self.processes, claim)
    }
}

/// Asks a server that one of these CAs certifies over a connection of its own, as nobody in particular; the status of its
/// answer.
pub fn ask(url: &str, authorities: &str) -> Result<u16, Problem> {
    client::ask(url, authorities, None)
}

/// Whether something answers well; what it says otherwise.
fn is_there(client: &Client, path: &str) -> Result<(), String> {
    match client.get(path) {
        Ok(answer) if answer.is_success() => Ok(()),
        Ok(answer) => Err(answer.text()),
        Err(problem) => Err(problem.to_string()),
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}
