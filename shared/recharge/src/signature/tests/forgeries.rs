//! Ten thousand deliveries, honest and not, whose verdict is known beforehand: it is by how each was made.

use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use super::*;

const DELIVERIES: u32 = 10_000;
const NOW: i64 = 1_790_000_000;
const TWO_DAYS: i64 = 172_800;

/// A delivery as it arrives: headers, body, and the secret it is checked with.
#[derive(Clone, Debug)]
struct Delivery {
    secret: String,
    timestamp: Option<String>,
    signature: Option<String>,
    legacy: Option<String>,
    body: Vec<u8>,
}

impl Delivery {
    /// As Recharge sends it, both signatures with it.
    fn honest(secret: &str, body: &[u8], sent_at: i64) -> Self {
        let (timestamp, signature) = timestamped(&secret.into(), body, at(sent_at));
        Self {
            secret: secret.to_owned(),
            timestamp: Some(timestamp),
            signature: Some(signature),
            legacy: Some(legacy(&secret.into(), body)),
            body: body.to_vec(),
        }
    }

    fn is_accepted(&self) -> bool {
        let headers = SignatureHeaders {
            timestamp: self.timestamp.as_deref(),
            signature: self.signature.as_deref(),
            legacy: self.legacy.as_deref(),
        };
        verify(&SecretString::from(self.secret.as_str()), headers, &self.body, at(NOW)).is_ok()
    }

    fn change_signature(&mut self, change: impl FnOnce(&str) -> String) {
        self.signature = self.signature.as_deref().map(change);
    }

    fn change_legacy(&mut self, change: impl FnOnce(&str) -> String) {
        self.legacy = self.legacy.as_deref().map(change);
    }

    /// Only the older scheme is left, as from before the newer one.
    fn without_timestamp(&mut self) {
        (self.timestamp, self.signature) = (None, None);
    }

    fn code(&self) -> String {
        self.signature.clone().unwrap().split_once("v1=").unwrap().1.to_owned()
    }
}

/// What is done to a delivery: a name, whether it must still be accepted, and the deed.
type Deed = (&'static str, bool, fn(&mut Delivery, prop::sample::Index));

const DEEDS: &[Deed] = &[
    ("nothing", true, |_, _| {}),
    ("only the older scheme", true, |delivery, _| delivery.without_timestamp()),
    ("only the newer scheme", true, |delivery, _| delivery.legacy = None),
    ("hex in capitals", true, |delivery, _| {
        let code = delivery.code();
        delivery.change_signature(|it| it.replace(&code, &code.to_uppercase()));
    }),
    ("older hex in capitals", true, |delivery, _| {
        delivery.without_timestamp();
        delivery.change_legacy(str::to_uppercase);
    }),
    ("a scheme of tomorrow beside", true, |delivery, _| {
        delivery.change_signature(|it| format!("v2=00,{it}"));
    }),
    ("parts in another order", true, |delivery, _| {
        delivery.change_signature(|it| it.rsplit(',').collect::<Vec<_>>().join(", "));
    }),
    ("no timestamp header", true, |delivery, _| delivery.timestamp = None),
    ("signed with two secrets during a rotation", true, |delivery, _| {
        delivery.change_signature(|it| it.replace("v1=", &format!("v1={},v1=", "0".repeat(64))));
    }),
    ("48 hours old", true, |delivery, _| {
        *delivery = Delivery::honest(&delivery.secret, &delivery.body, NOW - TWO_DAYS);
    }),
    ("signed by a clock that is five minutes ahead", true, |delivery, _| {
        *delivery = Delivery::honest(&delivery.secret, &delivery.body, NOW + 300);
    }),
    ("six codes, the last one good", false, |delivery, _| {
        delivery.change_signature(|it| {
            it.replace("v1=", &format!("{}v1=", format!("v1={},", "0".repeat(64)).repeat(5)))
        });
    }),
    ("a wrong older signature that nobody looks at", true, |delivery, _| {
        delivery.change_legacy(|_| "0".repeat(64));
    }),
    ("a bit of the body", false, |delivery, place| flip(&mut delivery.body, place)),
    ("a bit of the body, older scheme", false, |delivery, place| {
        delivery.without_timestamp();
        flip(&mut delivery.body, place);
    }),
    ("a space more", false, |delivery, place| delivery.body.insert(place.index(delivery.body.len()), b' ')),
    ("a space more, older scheme", false, |delivery, _| {
        delivery.without_timestamp();
        delivery.body.push(b' ');
    }),
    ("a shorter body", false, |delivery, place| delivery.body.truncate(place.index(delivery.body.len()))),
    ("a digit of the code", false, |delivery, place| {
        let code = delivery.code();
        let forged = other_digit(&code, place);
        delivery.change_signature(|it| it.replace(&code, &forged));
    }),
    ("a digit of the older code", false, |delivery, place| {
        delivery.without_timestamp();
        delivery.change_legacy(|it| other_digit(it, place));
    }),
    ("a shorter code", false, |delivery, place| {
        let code = delivery.code();
        delivery.change_signature(|it| it.replace(&code, &code[..place.index(64)]));
    }),
    ("a shorter older code", false, |delivery, place| {
        delivery.without_timestamp();
        delivery.change_legacy(|it| it[..place.index(64)].to_owned());
    }),
    ("a longer code", false, |delivery, _| delivery.change_signature(|it| format!("{it}00"))),
    ("another secret", false, |delivery, _| delivery.secret.push('x')),
    ("another secret, older scheme", false, |delivery, _| {
        delivery.without_timestamp();
        delivery.secret.push('x');
    }),
    ("no secret", false, |delivery, _| *delivery = Delivery::honest("", &delivery.body, NOW)),
    ("another time in the signature", false, |delivery, place| {
        let later = NOW - 1 - i64::try_from(place.index(1000)).unwrap();
        delivery.change_signature(|it| it.replace(&format!("t={NOW}"), &format!("t={later}")));
    }),
    ("another time in both", false, |delivery, place| {
        let later = NOW - 1 - i64::try_from(place.index(1000)).unwrap();
        delivery.change_signature(|it| it.replace(&format!("t={NOW}"), &format!("t={later}")));
        delivery.timestamp = Some(later.to_string());
    }),
    ("another time in the header", false, |delivery, _| delivery.timestamp = Some((NOW - 1).to_string())),
    ("the signature of an hour ago with the time of now", false, |delivery, _| {
        let earlier = Delivery::honest(&delivery.secret, &delivery.body, NOW - 3_600);
        let code = delivery.code();
        delivery.change_signature(|it| it.replace(&code, &earlier.code()));
    }),
    ("over 48 hours old", false, |delivery, place| {
        let age = TWO_DAYS + 1 + i64::try_from(place.index(1_000_000)).unwrap();
        *delivery = Delivery::honest(&delivery.secret, &delivery.body, NOW - age);
    }),
    ("from the future", false, |delivery, place| {
        let ahead = 301 + i64::try_from(place.index(1_000_000)).unwrap();
        *delivery = Delivery::honest(&delivery.secret, &delivery.body, NOW + ahead);
    }),
    ("a time that is none", false, |delivery, _| {
        delivery.timestamp = None;
        delivery.change_signature(|it| it.replace(&format!("t={NOW}"), "t=now"));
    }),
    ("two times", false, |delivery, _| delivery.change_signature(|it| format!("t={},{it}", NOW - 1))),
    ("headers sent twice and joined, the first one forged", false, |delivery, _| {
        let forged = format!("t={NOW},v1={}", "0".repeat(63));
        delivery.change_signature(|it| format!("{forged},{it}"));
    }),
    ("the older header sent twice and joined", false, |delivery, _| {
        delivery.without_timestamp();
        delivery.change_legacy(|it| format!("{it},{it}"));
    }),
    ("a wrong newer signature beside a good older one", false, |delivery, _| {
        delivery.change_signature(|_| format!("t={NOW},v1={}", "0".repeat(64)));
    }),
    ("an empty newer signature beside a good older one", false, |delivery, _| {
        delivery.signature = Some(String::new());
    }),
    ("no code of a known scheme beside a good older one", false, |delivery, _| {
        delivery.change_signature(|it| it.replace("v1=", "v0="));
    }),
    ("the newer code in the older header", false, |delivery, _| {
        delivery.legacy = Some(delivery.code());
        delivery.without_timestamp();
    }),
    ("the older code in the newer header", false, |delivery, _| {
        let (code, older) = (delivery.code(), delivery.legacy.clone().unwrap());
        delivery.change_signature(|it| it.replace(&code, &older));
    }),
    ("the body's own hash, without a secret", false, |delivery, _| {
        delivery.without_timestamp();
        delivery.legacy = Some(legacy(&"".into(), &delivery.body));
    }),
    ("a timestamp header alone beside a good older one", false, |delivery, _| delivery.signature = None),
    ("no signature at all", false, |delivery, _| {
        delivery.without_timestamp();
        delivery.legacy = None;
    }),
];

fn flip(body: &mut [u8], place: prop::sample::Index) {
    let bit = place.index(body.len() * 8);
    body[bit / 8] ^= 1 << (bit % 8);
}

/// The same hex with one digit replaced by the next one.
fn other_digit(hex: &str, place: prop::sample::Index) -> String {
    let place = place.index(hex.len());
    let digit = u32::from_str_radix(&hex[place..=place], 16).unwrap();
    let next = char::from_digit((digit + 1) % 16, 16).unwrap();
    format!("{}{next}{}", &hex[..place], &hex[place + 1..])
}

#[test]
fn ten_thousand_deliveries_without_a_wrong_verdict() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let made = (
        "[ -~]{1,60}",
        prop::collection::vec(any::<u8>(), 1..300),
        prop::sample::select(DEEDS),
        any::<prop::sample::Index>(),
    );
    let (mut honest, mut wrong) = (0_u32, Vec::new());
    for _ in 0..DELIVERIES {
        let (secret, body, (name, good, deed), place) = made.new_tree(&mut runner).unwrap().current();
        let mut delivery = Delivery::honest(&secret, &body, NOW);
        deed(&mut delivery, place);
        honest += u32::from(good);
        if delivery.is_accepted() != good {
            wrong.push((name, delivery));
        }
    }
    let refused = wrong.iter().filter(|(_, delivery)| !delivery.is_accepted()).count();
    println!(
        "signatures: {DELIVERIES} deliveries of {} kinds, {honest} of them honest: {} wrong acceptances, {refused} wrong refusals",
        DEEDS.len(),
        wrong.len() - refused,
    );
    assert!(wrong.is_empty(), "{:?}", &wrong[..wrong.len().min(3)]);
}
