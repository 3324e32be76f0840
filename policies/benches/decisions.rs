//! What a decision costs beside what it cannot do without: parsing its input. `just bench` runs it.

#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has nothing to measure")]

use divan::{Bencher, black_box};
use edgeward_decision::{Facts, Inventory, PolicySet, Review, decide, mutate};
use edgeward_rego::{Limits, Machine, Value};

fn main() {
    divan::main();
}

/// The review that the API server sends for the seed's Deployment.
fn review_json() -> Vec<u8> {
    let path = edgeward_testkit::testdata().join("seed/deployment.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let documents = edgeward_manifest::documents("deployment.yaml", &text).unwrap();
    let object: serde_json::Value =
        serde_json::from_str(&documents.first().unwrap().value().to_json()).unwrap();
    let review = serde_json::json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "0df28fbd-5f5f-11e8-bc74-36e6bb280816",
            "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
            "resource": {"group": "apps", "version": "v1", "resource": "deployments"},
            "name": "health-data-storage",
            "namespace": "health",
            "operation": "CREATE",
            "userInfo": {"username": "operator", "groups": ["system:authenticated"]},
            "object": object,
        },
    });
    serde_json::to_vec(&review).unwrap()
}

fn review() -> Review {
    Review::of_document(&Value::from_json(&review_json()).unwrap()).unwrap()
}

fn embedded() -> PolicySet {
    edgeward_policies::policies(&edgeward_policies::default_bundle().unwrap()).unwrap()
}

fn request() -> Value {
    let json = br#"{"action":"query","user":{"role":"authorized_medical_staff"},"patient":{"consent":true},
        "data_stays_local":true,"audit":{"enabled":true}}"#;
    Value::from_json(json).unwrap()
}

/// All admission rules, by id.
fn rules() -> Vec<String> {
    embedded().admission_rules().iter().map(|entry| entry.annotation.id.clone()).collect()
}

fn bench_review(bencher: Bencher<'_, '_>, set: &PolicySet) {
    let (review, facts): (Review, Facts) = (review(), set.facts(&Inventory::default()));
    let profile = set.profile("baseline").unwrap();
    bencher.bench_local(|| decide(set, profile, black_box(&review), &facts, &Limits::default()));
}

#[divan::bench]
fn review_parse_json(bencher: Bencher<'_, '_>) {
    let json = review_json();
    bencher.bench_local(|| Value::from_json(black_box(&json)).unwrap());
}

#[divan::bench]
fn review_parse_json_by_serde_json(bencher: Bencher<'_, '_>) {
    let json = review_json();
    bencher.bench_local(|| serde_json::from_slice::<serde_json::Value>(black_box(&json)).unwrap());
}

#[divan::bench]
fn review_decide_all_rules_byte_code(bencher: Bencher<'_, '_>) {
    bench_review(bencher, &embedded());
}

#[divan::bench(args = rules())]
fn review_decide_one_rule(bencher: Bencher<'_, '_>, rule: &String) {
    let set = embedded();
    let (review, facts) = (review(), set.facts(&Inventory::default()));
    let profile = set
        .profile("strict")
        .unwrap()
        .narrowed(|bound| set.admission_rules().get(bound.rule).unwrap().annotation.id == *rule);
    bencher.bench_local(|| decide(&set, &profile, black_box(&review), &facts, &Limits::default()));
}

#[divan::bench]
fn review_decide_all_rules_interpreter(bencher: Bencher<'_, '_>) {
    let bundle = edgeward_policies::default_bundle().unwrap();
    let (sources, data) = (bundle.sources().to_vec(), bundle.data().clone());
    let set =
        PolicySet::on_machine(edgeward_policies::id(&bundle), sources, data, Machine::Interpreter).unwrap();
    bench_review(bencher, &set);
}

#[divan::bench]
fn review_mutate(bencher: Bencher<'_, '_>) {
    let set = embedded();
    let (review, facts) = (review(), set.facts(&Inventory::default()));
    let profile = set.profile("baseline").unwrap();
    bencher.bench_local(|| mutate(&set, profile, black_box(&review), &facts, &Limits::default()).unwrap());
}

#[divan::bench]
fn data_parse_json(bencher: Bencher<'_, '_>) {
    let json = request().to_json();
    bencher.bench_local(|| Value::from_json(black_box(json.as_bytes())).unwrap());
}

#[divan::bench]
fn data_decide(bencher: Bencher<'_, '_>) {
    let (set, input) = (embedded(), request());
    bencher.bench_local(|| set.access(Some(black_box(&input)), &Limits::default()));
}

#[divan::bench]
fn bundle_read(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| edgeward_policies::default_bundle().unwrap());
}

/// From bytes to policies that can be asked for one profile, which is what a start costs.
#[divan::bench]
fn bundle_cold_load(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let bundle = edgeward_policies::default_bundle().unwrap();
        let set = edgeward_policies::policies(&bundle).unwrap();
        set.profile("strict").unwrap();
        (bundle, set)
    });
}

#[divan::bench]
fn bundle_load_programs(bencher: Bencher<'_, '_>) {
    let bundle = edgeward_policies::default_bundle().unwrap();
    bencher.bench_local(|| edgeward_policies::policies(black_box(&bundle)).unwrap());
}

#[divan::bench]
fn bundle_load_and_prepare_all_programs(bencher: Bencher<'_, '_>) {
    let bundle = edgeward_policies::default_bundle().unwrap();
    bencher.bench_local(|| edgeward_policies::policies(black_box(&bundle)).unwrap().prepare().unwrap());
}

#[divan::bench]
fn bundle_load_text(bencher: Bencher<'_, '_>) {
    let bundle = edgeward_policies::default_bundle().unwrap();
    bencher.bench_local(|| {
        let (sources, data) = (bundle.sources().to_vec(), bundle.data().clone());
        PolicySet::from_text(edgeward_policies::id(&bundle), sources, data).unwrap()
    });
}
