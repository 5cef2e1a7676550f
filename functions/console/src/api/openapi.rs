//! The OpenAPI document (`docs/openapi.json`), made of the types that the API takes and answers.
//!
//! `INSTA_UPDATE=always cargo test` writes it anew; otherwise the test fails where the document is another.

mod document;
mod operations;

use std::{collections::BTreeSet, env, fs, path::PathBuf};

use self::{document::document, operations::described};
use crate::api;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json")
}

#[test]
fn the_document_is_that_of_the_code() {
    let written = format!("{:#}\n", document(described()));
    if env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(file(), &written).unwrap();
    }
    let checked_in = fs::read_to_string(file()).unwrap_or_default();
    assert!(written == checked_in, "run `INSTA_UPDATE=always cargo test openapi` and look at the difference");
}

#[test]
fn whatever_the_document_refers_to_is_in_it() {
    let document = document(described());
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn the_document_and_the_router_have_the_same_operations() {
    let routed = api::routes().operations().into_iter().map(|it| (it.method, it.path));
    let routed: BTreeSet<_> = routed.chain([("GET", "/health".to_owned())]).collect();
    let told: BTreeSet<_> = described().iter().map(|it| (it.method, it.path.to_owned())).collect();
    assert_eq!(told, routed);
}
