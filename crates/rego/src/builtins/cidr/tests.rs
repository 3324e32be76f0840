use regorus::Value;

use super::super::{Failure, call};

fn merge(networks: &[&str]) -> super::Answer {
    let networks: Vec<Value> = networks.iter().map(|network| Value::from(*network)).collect();
    call("net.cidr_merge", &[networks.into()])
}

#[test]
fn a_network_of_too_many_addresses_stops_the_evaluation() {
    for network in ["10.0.0.0/8", "0.0.0.0/0", "::/0", "2001:db8::/64"] {
        let message = "net.cidr_expand: the network has more than 262144 addresses".to_owned();
        let answer = call("net.cidr_expand", &[Value::from(network)]);
        assert_eq!(answer, Err(Failure::Halt("eval_cancel_error", message)), "{network}");
    }
}

#[test]
fn merging_mapped_networks_stops_the_evaluation() {
    let message = "net.cidr_merge of an IPv4-mapped IPv6 network is not supported".to_owned();
    assert_eq!(merge(&["::ffff:1.2.3.0/120"]), Err(Failure::Halt("eval_internal_error", message)));
}

#[test]
fn merging_low_ipv6_networks_stops_the_evaluation() {
    let message = "net.cidr_merge of IPv6 networks below 100:: is not supported".to_owned();
    let answer = merge(&["64:ff9b::/97", "64:ff9b::8000:0/97"]);
    assert_eq!(answer, Err(Failure::Halt("eval_internal_error", message)));
}

#[test]
fn merging_both_families_into_one_range_stops_the_evaluation() {
    let message = "net.cidr_merge of touching IPv4 and IPv6 networks is not supported".to_owned();
    let answer = merge(&["255.255.255.0/24", "0:0:0:0:1::/80"]);
    assert_eq!(answer, Err(Failure::Halt("eval_internal_error", message)));
}
