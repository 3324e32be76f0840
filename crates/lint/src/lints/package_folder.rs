//! Packages that are not called as their folder.

use crate::finding::Finding;
use crate::lint::Lint;
use crate::policies::Policies;

pub(crate) fn check(policies: &Policies) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &policies.files {
        let folders: Vec<&str> = file.path().split('/').collect();
        let wanted = folders.split_last().map(|(_, folders)| folders.join(".")).unwrap_or_default();
        let package = file.tree.package.join(".");
        // A test may stand in the package itself or beside it.
        let is_right = package == wanted || file.module.is_test() && package == format!("{wanted}_test");
        if !is_right {
            let wanted =
                if wanted.is_empty() { "in a folder of its own".to_owned() } else { format!("`{wanted}`") };
            let message = format!("the package is `{package}`; by its folder it is to be {wanted}");
            findings.push(Finding::new(Lint::PackageFolder, file.package_place(), message));
        }
    }
    findings
}
