//! A cluster for a person to try, with Edgeward as its webhook: `just cluster`. It ends with Ctrl-C.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to a person")]

use std::process::ExitCode;

use edgeward_e2e::cluster::{
    ALL_PARTS, Cluster, Edgeward, Outcome, Sandbox, User, Walls, guard_cluster, prepare_site, tails,
};

/// The twin's pods keep off each other's nodes.
const NODES: usize = 40;

fn main() -> ExitCode {
    let run = match Sandbox::entered() {
        Some(sandbox) => inside(&sandbox),
        None => outside(),
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds what is needed and starts this program again, in a sandbox.
fn outside() -> Outcome {
    Cluster::build()?;
    let edgeward = Edgeward::build()?;
    let sandbox = Sandbox::new()?;
    let mut command = sandbox.command(Walls::Processes, std::env::current_exe()?.as_os_str());
    Edgeward::name_to(&mut command, &edgeward);
    let status = command.status()?;
    Err(format!("{}\nthe cluster ended: {status}", tails(sandbox.folder())).into())
}

fn inside(sandbox: &Sandbox) -> Outcome {
    let cluster = Cluster::start(sandbox, &ALL_PARTS)?;
    let admin = User::admin();
    let client = cluster.client(&admin)?;
    prepare_site(&client, NODES)?;
    let kubeconfig = cluster.kubeconfig(&admin)?.display().to_string();
    let edgeward = Edgeward::serve(&cluster, &["--kubeconfig", &kubeconfig, "--lease-namespace", "default"])?;
    guard_cluster(&client, &edgeward)?;
    println!(
        "\
A cluster of Kubernetes 1.30.4 with Edgeward as its webhook, until Ctrl-C. In another terminal:

  export KUBECONFIG={kubeconfig}
  alias kubectl={program}

  kubectl apply -f testdata/seed/twin.yaml                        # admitted, with warnings
  kubectl -n health-data get pods -o wide                         # running, on simulated nodes
  kubectl -n health-data exec deploy/health-data-storage -- sh    # denied
  kubectl -n health-data run shell --image busybox                # denied
  cargo run -- audit                                              # what is there already

Logs are in {folder}; Edgeward's metrics at {metrics}.",
        program = cluster.kubectl_program().display(),
        folder = cluster.folder().display(),
        metrics = edgeward.health_url("/metrics"),
    );
    loop {
        std::thread::park();
    }
}
