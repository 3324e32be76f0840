use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const LIVES: Lives =
    Lives { serving: Duration::from_secs(90 * 86_400), authority: Duration::from_secs(3650 * 86_400) };

fn names() -> Vec<String> {
    vec!["edgeward.edgeward-system.svc".to_owned()]
}

fn first(now: SystemTime) -> Own {
    let nothing = Own::read(Entries::new());
    assert_eq!(nothing.due(LIVES, &names(), true, now), Some(Made::Everything));
    nothing.make(Made::Everything, LIVES, &names(), now).expect("made")
}

fn due(own: &Own, is_trusted: bool, now: SystemTime) -> Option<Made> {
    own.due(LIVES, &names(), is_trusted, now)
}

fn leaf(own: &Own) -> CertificateDer<'static> {
    own.serving().expect("served").cert[0].clone()
}

/// The second to which certificates are exact.
fn now() -> SystemTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    UNIX_EPOCH + Duration::from_secs(since.as_secs())
}

#[test]
fn a_certificate_is_renewed_at_two_thirds_of_its_life_under_the_same_authority() {
    let now = now();
    let own = first(now);
    assert_eq!(own.entries().keys().collect::<Vec<_>>(), ["ca.crt", "ca.key", "tls.crt", "tls.key"]);
    let soon = Duration::from_secs(1);
    for trusted in [true, false] {
        assert_eq!(due(&own, trusted, now), None);
        assert_eq!(due(&own, trusted, now + 60 * DAY), None);
        assert_eq!(due(&own, trusted, now + 60 * DAY + soon), Some(Made::Certificate));
    }
    let later = now + 61 * DAY;
    let renewed = own.make(Made::Certificate, LIVES, &names(), later).expect("made");
    assert_eq!(renewed.bundle(), own.bundle());
    assert_ne!(leaf(&renewed), leaf(&own));
    assert_eq!(due(&renewed, false, later), None);
}

#[test]
fn a_new_authority_is_trusted_beside_the_old_before_it_signs_what_is_served() {
    let began = now();
    let mut own = first(began);
    let mut moment = began;
    while let None | Some(Made::Certificate) = due(&own, true, moment) {
        if due(&own, true, moment).is_some() {
            own = own.make(Made::Certificate, LIVES, &names(), moment).expect("made");
        }
        moment += 20 * DAY;
    }
    let at = moment.duration_since(began).expect("later");
    assert!(at > LIVES.authority * 2 / 3 && at < LIVES.authority * 2 / 3 + 40 * DAY, "{at:?}");
    assert_eq!(due(&own, false, moment), Some(Made::Authority));
    let both = own.make(Made::Authority, LIVES, &names(), moment).expect("made");
    assert_eq!(leaf(&both), leaf(&own), "what is served stays");
    assert_eq!(both.authorities.len(), 2);
    assert_eq!(both.authorities[1], own.authorities[0]);
    assert_ne!(
        both.entries()["ca.key"],
        own.entries()["ca.key"],
        "nobody can sign with the old one any more"
    );

    assert_eq!(due(&both, false, moment), None);
    assert_eq!(due(&both, true, moment), Some(Made::Certificate));
    let next = both.make(Made::Certificate, LIVES, &names(), moment).expect("made");
    assert_eq!(next.bundle(), both.bundle(), "the old one is trusted while somebody may serve by it");
    assert!(verify(&next.authorities[..1], &leaf(&next), &names(), &[moment]).is_ok());

    // Every certificate of the old one has ended when it ends itself.
    let end = began + LIVES.authority;
    assert!(read::end(&leaf(&own)).expect("an end") <= end);
    let last = next.make(Made::Certificate, LIVES, &names(), end + DAY).expect("made");
    assert_eq!(last.authorities, next.authorities[..1]);
}

#[test]
fn what_ended_or_lacks_a_name_is_made_at_once_and_what_cannot_be_used_is_replaced() {
    let now = now();
    let own = first(now);
    assert_eq!(due(&own, false, now + 91 * DAY), Some(Made::Certificate));
    assert_eq!(own.due(LIVES, &["other.svc".to_owned()], false, now), Some(Made::Certificate));
    assert_eq!(due(&own, true, now + 3651 * DAY), Some(Made::Everything));
    // A clock that was far ahead when they were made.
    assert_eq!(due(&own, true, now - 30 * DAY), Some(Made::Everything));
    let shorter = Lives { serving: DAY, ..LIVES };
    assert_eq!(own.due(shorter, &names(), false, now), Some(Made::Certificate));

    let other = first(now);
    for (entry, content, made) in [
        ("ca.key", other.entries()["ca.key"].clone(), Made::Everything),
        ("ca.key", b"no key".to_vec(), Made::Everything),
        ("ca.crt", b"no certificate".to_vec(), Made::Everything),
        ("tls.key", other.entries()["tls.key"].clone(), Made::Certificate),
        ("tls.crt", other.entries()["tls.crt"].clone(), Made::Certificate),
        ("tls.crt", Vec::new(), Made::Certificate),
    ] {
        let mut entries = own.entries().clone();
        entries.insert(entry.to_owned(), content);
        assert_eq!(due(&Own::read(entries), true, now), Some(made), "{entry}");
    }
}

#[test]
fn a_certificate_never_outlives_its_authority() {
    let now = now();
    let lives = Lives { serving: 60 * DAY, authority: 100 * DAY };
    let own = Own::read(Entries::new()).make(Made::Everything, lives, &names(), now).expect("made");
    let late = now + 70 * DAY;
    let renewed = own.make(Made::Certificate, lives, &names(), late).expect("made");
    assert_eq!(read::end(&leaf(&renewed)), Some(now + 100 * DAY));
}
