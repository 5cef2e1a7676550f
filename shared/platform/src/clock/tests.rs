use std::fs;

use jiff::SignedDuration;

use super::*;

fn refusal(pairs: &[(&str, &str)]) -> Option<String> {
    from_environment(&pairs.iter().copied().collect()).err().map(|error| error.to_string())
}

#[test]
fn a_movable_clock_starts_only_beside_a_local_aws() {
    let movable = (LOCAL_CLOCK, "/tmp/clock.json");
    for local in ["http://127.0.0.1:4570", "http://localhost:4570", "http://[::1]:4570"] {
        assert_eq!(refusal(&[movable, ("AWS_ENDPOINT_URL", local)]), None, "{local}");
    }
    for elsewhere in [
        "https://sqs.us-east-1.amazonaws.com",
        "http://10.0.0.7:4570",
        "http://localhost.example.com",
        "http://localhost@example.com",
        "http://example.com/localhost",
        "127.0.0.1",
        "",
    ] {
        let said = refusal(&[movable, ("AWS_ENDPOINT_URL", elsewhere)]).unwrap();
        assert!(said.contains("only the local stack may move the clock"), "{elsewhere}: {said}");
    }
    assert!(refusal(&[movable]).is_some());
    assert_eq!(refusal(&[]), None);
}

#[test]
fn the_file_moves_the_local_clock_and_a_torn_write_does_not() {
    let file = std::env::temp_dir().join(format!("rechime-clock-{}.json", std::process::id()));
    let clock = LocalClock::new(&file);
    let moved_by = || clock.now().duration_since(SystemClock.now()).as_secs_f64().round();
    assert!(moved_by().abs() < 1.0);
    fs::write(&file, r#"{"offset_seconds": 7200}"#).unwrap();
    assert!((moved_by() - 7200.0).abs() <= 1.0);
    fs::write(&file, r#"{"offset_sec"#).unwrap();
    assert!((moved_by() - 7200.0).abs() <= 1.0);
    fs::remove_file(&file).unwrap();
}

#[test]
fn a_fake_clock_stands_still_until_it_is_moved() {
    let clock = FakeClock::at(Timestamp::UNIX_EPOCH);
    clock.advance(SignedDuration::from_mins(2));
    assert_eq!(clock.now(), "1970-01-01T00:02:00Z".parse().unwrap());
}
