use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use super::*;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn logged(level: Option<&str>, plain: bool, act: impl FnOnce()) -> String {
    let lines = Lines::default();
    let writer = lines.clone();
    let dispatch = subscriber(filter(level), plain, move || writer.clone());
    tracing::dispatcher::with_default(&dispatch, act);
    let bytes = lines.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn speak() {
    let _request = tracing::info_span!("record", message_id = "m1").entered();
    tracing::debug!("thinking");
    tracing::info!("well");
    tracing::warn!(error = "busy", "will be retried");
    tracing::info!(target: "hyper_util::client", "chatter");
}

#[test]
fn lines_are_short_json_from_info_on() {
    insta::assert_snapshot!(logged(None, false, speak), @r#"
    {"level":"INFO","message":"well","target":"rechime_platform::logging::tests","spans":[{"message_id":"m1","name":"record"}]}
    {"level":"WARN","message":"will be retried","error":"busy","target":"rechime_platform::logging::tests","spans":[{"message_id":"m1","name":"record"}]}
    "#);
}

#[test]
fn lambda_s_controls_set_level_and_format() {
    assert!(logged(Some("DEBUG"), false, speak).contains("thinking"));
    assert!(!logged(Some("DEBUG"), false, speak).contains("chatter"));
    assert_eq!(logged(Some("WARN"), true, speak).lines().count(), 1);
    assert_eq!(logged(Some("FATAL"), true, speak), "");
    assert!(!logged(Some("WARN"), true, speak).starts_with('{'));
}

#[test]
fn a_panic_is_logged_by_its_place_alone() {
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(log_panic));
    let lines = logged(None, false, || drop(std::panic::catch_unwind(|| panic!("+14155552671"))));
    std::panic::set_hook(previous);
    assert!(lines.contains(r#""message":"panicked""#) && lines.contains("logging/tests.rs:"), "{lines}");
    assert!(!lines.contains("4155552671"));
}
