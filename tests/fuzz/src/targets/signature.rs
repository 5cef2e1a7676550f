//! The headers of webhooks: whatever they say, nothing counts but what was signed with the secret.

use jiff::{SignedDuration, Timestamp};
use rechime_domain::job::Proof;
use rechime_recharge::signature::{SignatureHeaders, legacy, timestamped, verify};
use secrecy::SecretString;

use super::Target;

pub(super) const TARGET: Target = Target { name: "signature", run, seeds, words: WORDS, most_bytes };

const WORDS: &[&str] = &[
    "t=",
    "v1=",
    "v0=",
    ",",
    "=",
    "-",
    "+",
    " ",
    "0",
    "9",
    "1795528800",
    "99999999999999999999",
    "deadbeef",
    "DEADBEEF",
    "\n",
    "\n\n",
    "v1=,",
    "t=,t=",
];

const BODY: &[u8] = br#"{"subscription":{"id":7}}"#;

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(1_795_528_800)
}

fn secret() -> SecretString {
    "the-client-secret".into()
}

/// Four lines: timestamp, signature, legacy hash (`-` for none), and the body.
fn seeds() -> Vec<Vec<u8>> {
    let input = |parts: [&str; 3]| [parts.join("\n").as_bytes(), b"\n", BODY].concat();
    let signed = |seconds: i64| timestamped(&secret(), BODY, now() + SignedDuration::from_secs(seconds));
    let hash = legacy(&secret(), BODY);
    let mut seeds: Vec<_> = [-400_000, -86_400, 0, 60, 400_000]
        .map(&signed)
        .iter()
        .map(|(time, signature)| input([time, signature, &hash]))
        .collect();
    let (time, signature) = signed(0);
    let two = format!("{signature},v1={}", "0".repeat(64));
    seeds.extend([input(["-", "-", &hash]), input([&time, "-", &hash]), input(["-", &signature, "-"])]);
    seeds.extend([
        input([&time, &two, "-"]),
        input([&time, &format!("{signature},{}", "v1=00,".repeat(900)), "-"]),
    ]);
    seeds
}

fn most_bytes(input: usize) -> usize {
    20_000 + 60 * input
}

fn run(input: &[u8]) -> String {
    let mut lines = input.splitn(4, |byte| *byte == b'\n');
    let mut header =
        || lines.next().and_then(|line| std::str::from_utf8(line).ok()).filter(|line| *line != "-");
    let (timestamp, signature, legacy_hash) = (header(), header(), header());
    let body = lines.next().unwrap_or_default();
    let headers = SignatureHeaders { timestamp, signature, legacy: legacy_hash };
    let verdict = verify(&secret(), headers, body, now());
    if let Ok(proof) = &verdict {
        // Whoever does not know the secret can only repeat what was signed.
        assert_eq!(body, BODY, "a body that nobody signed is taken");
        let signed = signature.unwrap_or_default().to_ascii_lowercase();
        match proof {
            Proof::TimestampedSignature => assert!(
                seeds().iter().any(|seed| shares_code(seed, signed.as_bytes())),
                "a code that nobody made is taken"
            ),
            Proof::LegacySignature => {
                assert!(
                    signature.is_none() && timestamp.is_none(),
                    "the old hash is a way round the new signature"
                );
            }
            other => panic!("{other:?} is no signature"),
        }
    }
    format!("{verdict:?}")
}

/// Whether the header has the code of a seed.
fn shares_code(seed: &[u8], header: &[u8]) -> bool {
    let line = seed.split(|byte| *byte == b'\n').nth(1).unwrap_or_default();
    let code = line.windows(3).position(|three| three == b"v1=").map(|at| &line[at + 3..]);
    code.and_then(|code| code.get(..64)).is_some_and(|code| header.windows(64).any(|part| part == code))
}
