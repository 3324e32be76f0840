//! Who asks the API server.

/// A user as the API server sees it. Any user can be made at any time; what it may do is said by RBAC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum User {
    /// Somebody with a client certificate.
    Certified {
        /// The certificate's common name.
        name: String,
        /// The certificate's organizations.
        groups: Vec<String>,
    },
    /// A service account that is there, with a token that the API server made for it.
    ServiceAccount {
        /// Where it is.
        namespace: String,
        /// What it is called there.
        name: String,
    },
}

impl User {
    /// A user that RBAC knows nothing of yet, in at most two groups besides `system:authenticated`.
    pub fn new(name: &str, groups: &[&str]) -> User {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        User::Certified { name: name.to_owned(), groups }
    }

    /// May do everything, as the administrator that a K3s server writes a kubeconfig for.
    pub fn admin() -> User {
        User::new("system:admin", &["system:masters"])
    }

    /// A service account that is there.
    pub fn service_account(namespace: &str, name: &str) -> User {
        User::ServiceAccount { namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// The kubelet of a node.
    pub fn kubelet(node: &str) -> User {
        User::new(&format!("system:node:{node}"), &["system:nodes"])
    }

    /// The name that the API server and webhooks see.
    pub fn name(&self) -> String {
        match self {
            User::Certified { name, .. } => name.clone(),
            User::ServiceAccount { namespace, name } => format!("system:serviceaccount:{namespace}:{name}"),
        }
    }

    /// The name of a file about it. Users may share a name and differ in groups.
    pub(crate) fn stem(&self) -> String {
        let groups: &[String] = match self {
            User::Certified { groups, .. } => groups,
            User::ServiceAccount { .. } => &[],
        };
        let words = std::iter::once(self.name()).chain(groups.iter().cloned());
        let plain =
            |word: String| word.replace(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-', "_");
        words.map(plain).collect::<Vec<_>>().join("+")
    }
}
