//! The document around the operations.

use std::collections::BTreeMap;

use rechime_domain::condition::{Engagement, FieldTest};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::api::{self, problem_details::Body, routes::Right};

/// A type as the document refers to it, with all that it refers to.
pub(super) struct Schema {
    reference: Value,
    all: Vec<(String, Value)>,
}

/// The schema of a type.
pub(super) fn schema<T: ToSchema>() -> Schema {
    let name = T::name().into_owned();
    let mut all = Vec::new();
    T::schemas(&mut all);
    let mut all: Vec<_> =
        all.into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap())).collect();
    all.push((name.clone(), serde_json::to_value(T::schema()).unwrap()));
    Schema { reference: json!({ "$ref": format!("#/components/schemas/{name}") }), all }
}

/// The schema of what a change answers: the thing, and from when the change counts.
fn effective<T: ToSchema>() -> Schema {
    let Schema { reference, all } = schema::<T>();
    let time = json!({ "type": "string", "format": "date-time" });
    let effective_at =
        json!({ "type": "object", "required": ["effective_at"], "properties": { "effective_at": time } });
    Schema { reference: json!({ "allOf": [reference, effective_at] }), all }
}

/// One operation as it is described.
pub(super) struct Described {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    summary: &'static str,
    query: Vec<(&'static str, Value)>,
    body: Option<Schema>,
    lists: &'static [&'static str],
    is_table: bool,
    answers: Vec<(u16, Option<Schema>)>,
    refusals: Vec<u16>,
    is_versioned: bool,
}

/// An operation that is described further.
pub(super) const fn operation(method: &'static str, path: &'static str, summary: &'static str) -> Described {
    Described {
        method,
        path,
        summary,
        query: Vec::new(),
        body: None,
        lists: &[],
        is_table: false,
        answers: Vec::new(),
        refusals: Vec::new(),
        is_versioned: false,
    }
}

impl Described {
    pub(super) fn answers<T: ToSchema>(mut self, status: u16) -> Self {
        self.answers.push((status, Some(schema::<T>())));
        self
    }

    pub(super) fn answers_change_of<T: ToSchema>(mut self, status: u16) -> Self {
        self.answers.push((status, Some(effective::<T>())));
        self
    }

    pub(super) fn answers_nothing(mut self, status: u16) -> Self {
        self.answers.push((status, None));
        self
    }

    pub(super) fn takes<T: ToSchema>(self) -> Self {
        Self { body: Some(schema::<T>()), ..self }
    }

    /// Takes a list of people, as CSV or JSON.
    pub(super) fn takes_a_list(self) -> Self {
        Self { lists: &["application/json", "text/csv"], ..self }
    }

    /// Takes lines of a file.
    pub(super) fn takes_lines(self) -> Self {
        Self { lists: &["text/csv"], ..self }
    }

    /// Answers with a file.
    pub(super) fn answers_csv(self) -> Self {
        self.answers_nothing(200).answers_csv_too()
    }

    /// Whoever wishes gets the answer as CSV.
    pub(super) fn answers_csv_too(self) -> Self {
        Self { is_table: true, ..self }
    }

    pub(super) fn query(mut self, name: &'static str, schema: Value) -> Self {
        self.query.push((name, schema));
        self
    }

    pub(super) fn cursor(self) -> Self {
        self.query("cursor", json!({ "type": "string", "minLength": 1 }))
    }

    /// Besides the refusals that its parts make possible.
    pub(super) fn refuses(mut self, status: u16) -> Self {
        self.refusals.push(status);
        self
    }

    /// Takes `If-Match`, and answers with `ETag`.
    pub(super) fn versioned(self) -> Self {
        Self { is_versioned: true, ..self }
    }

    fn is_open(&self) -> bool {
        self.path == "/health"
    }

    fn changes(&self) -> bool {
        self.method != "GET"
    }

    /// Every status that a refusal can have.
    fn refused(&self) -> Vec<u16> {
        let of_a_store = self.path.starts_with("/stores/{store}");
        let has_body = self.body.is_some() || !self.lists.is_empty();
        let rules = [
            (!self.is_open(), vec![401]),
            (of_a_store, vec![403]),
            (self.path.contains('{'), vec![404]),
            (!self.query.is_empty() || has_body, vec![400]),
            (has_body, vec![413, 415, 422]),
            (self.is_versioned && self.changes(), vec![412]),
            (true, vec![429, 500]),
        ];
        let by_rule = rules.into_iter().filter(|(holds, _)| *holds).flat_map(|(_, statuses)| statuses);
        by_rule.chain(self.refusals.iter().copied()).collect()
    }

    fn parameters(&self) -> Vec<Value> {
        let text = json!({ "type": "string" });
        let path = self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let path = path.map(|name| parameter("path", name, true, &text));
        let query = self.query.iter().map(|(name, schema)| parameter("query", name, false, schema));
        let seen =
            (self.is_versioned && self.changes()).then(|| parameter("header", "If-Match", false, &text));
        path.chain(query).chain(seen).collect()
    }

    fn to_json(&self, rights: &BTreeMap<(&str, String), Right>) -> Value {
        let right = rights.get(&(self.method, self.path.to_owned()));
        let needs = match right {
            None => "Needs no key.".to_owned(),
            Some(Right::AdminKey) => "Needs the admin key.".to_owned(),
            Some(Right::Scope(scope)) => format!("Needs the scope `{}`.", scope.name()),
        };
        let mut told = json!({
            "operationId": self.id(),
            "summary": self.summary,
            "description": needs,
            "security": if right.is_some() { json!([{ "key": [] }]) } else { json!([]) },
            "parameters": self.parameters(),
            "responses": self.responses(),
        });
        if let Some(content) = self.content() {
            told["requestBody"] = json!({ "required": true, "content": content });
        }
        told
    }

    fn id(&self) -> String {
        let words = self.path.split(['/', '{', '}', '-']).filter(|word| !word.is_empty());
        words.fold(self.method.to_ascii_lowercase(), |id, word| format!("{id}_{word}"))
    }

    fn content(&self) -> Option<Value> {
        if !self.lists.is_empty() {
            let schema = |kind: &str| match kind {
                "text/csv" => json!({ "type": "string" }),
                _ => json!({ "type": "array", "items": { "type": "object" } }),
            };
            let kinds = self.lists.iter().map(|kind| (*kind, json!({ "schema": schema(kind) })));
            return Some(json!(kinds.collect::<BTreeMap<_, _>>()));
        }
        self.body.as_ref().map(|body| json!({ "application/json": { "schema": body.reference } }))
    }

    fn responses(&self) -> Map<String, Value> {
        let answers = self.answers.iter().map(|(status, schema)| {
            let mut told = json!({ "description": "Done." });
            if let Some(schema) = schema {
                told["content"] = json!({ "application/json": { "schema": schema.reference } });
            }
            if self.is_table {
                told["content"]["text/csv"] = json!({ "schema": { "type": "string" } });
            }
            if self.is_versioned && schema.is_some() {
                told["headers"] = json!({ "ETag": { "schema": { "type": "string" } } });
            }
            (status.to_string(), told)
        });
        let refusals = self.refused().into_iter().map(|status| {
            (status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }))
        });
        answers.chain(refusals).collect()
    }
}

fn parameter(place: &str, name: &str, required: bool, schema: &Value) -> Value {
    json!({ "in": place, "name": name, "required": required, "schema": schema })
}

/// What API Gateway refuses is told in its own words.
fn refusal(status: u16) -> Value {
    let told = axum::http::StatusCode::from_u16(status).unwrap().canonical_reason().unwrap();
    if status == 429 {
        return json!({ "description": told });
    }
    let content =
        json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    json!({ "description": told, "content": content })
}

/// The whole document.
pub(super) fn document(operations: Vec<Described>) -> Value {
    let rights = api::routes().operations().into_iter().map(|it| ((it.method, it.path), it.right)).collect();
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut refusals: BTreeMap<String, Value> = BTreeMap::new();
    for operation in operations {
        refusals.extend(operation.refused().into_iter().map(|status| (status.to_string(), refusal(status))));
        let told = operation.to_json(&rights);
        paths.entry(operation.path).or_default().insert(operation.method.to_ascii_lowercase(), told);
        let answered = operation.answers.into_iter().filter_map(|(_, schema)| schema);
        schemas.extend(answered.chain(operation.body).flat_map(|schema| schema.all));
    }
    schemas.extend(schema::<Body>().all);
    // A condition refers to itself, and so brings nothing along.
    let of_conditions = [schema::<FieldTest>(), schema::<Engagement>()];
    schemas.extend(of_conditions.into_iter().flat_map(|schema| schema.all));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rechime",
            "version": "1",
            "description": "See docs/api.md for what each call means. Made from the code by a test.",
        },
        "servers": [{ "url": "/api/v1" }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": refusals,
            "securitySchemes": { "key": { "type": "http", "scheme": "bearer" } },
        },
    })
}
