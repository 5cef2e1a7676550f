//! Changed fields in the words that their own pages use, each value as it is shown there.

use rechime_domain::{
    condition::Condition,
    consent::{ConsentSource, ConsentStatus},
    facts::FactKind,
    flow::{FlowStatus, QuietHoursPolicy},
    message_kind::MessageKind,
    quiet_hours::QuietHours,
    settings::{ConsentMode, LawScope},
};
use rechime_store::{
    api_keys::Scope,
    audit::{AuditAction, FieldChange},
    configs::ConnectionState,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    pages::{
        fields::capitalised,
        flow, flows,
        settings::{keys::scope_words, quiet_hours},
        subscribers::{self, ConsentWord},
    },
    use_cases::{laws, stores::connect::scopes},
    words::EN,
};

/// A field with its values. Of a value that is too long to be kept, only that it is another.
pub(super) struct Changed {
    pub(super) field: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Changed {
    /// `None` for a field that no page shows.
    pub(super) fn of(action: AuditAction, change: FieldChange) -> Option<Self> {
        let FieldChange { field, before, after } = change;
        let name = name(action, &field)?;
        let words = |value: Option<Value>| value.map(|value| value_words(&field, &value));
        let (before, after) = (words(before), words(after));
        Some(Self { field: name, before, after })
    }
}

/// What the page of the field calls it.
fn name(action: AuditAction, field: &str) -> Option<String> {
    let (w, of_flow, of_store) = (&EN.changes, &EN.flow, &EN.store_fields);
    let is_subscriber = action == AuditAction::ChangeSubscriber;
    let name = match field {
        "id"
        | "phone"
        | "version"
        | "trigger"
        | "connected_at"
        | "consent_since"
        | "received_recharge_on" => return None,
        "name" => match action {
            AuditAction::ChangeSettings => of_store.name,
            AuditAction::CreateKey | AuditAction::RevokeKey => EN.keys.name,
            _ => of_flow.name,
        },
        "time_zone" if is_subscriber => of_flow.time_zone,
        "time_zone" => of_store.time_zone,
        "country" => of_store.country,
        "province" => of_flow.province,
        "zip" => of_flow.zip,
        "consent_mode" => of_store.consent,
        "quiet_hours" => EN.quiet_hours.title,
        "law_scope" => EN.laws.scope,
        "voice_laws" => EN.laws.to_choose,
        "smart_sending_hours" => EN.frequency.smart,
        "max_texts_per_hour" => EN.frequency.cap,
        "contact" => EN.contact.contact,
        "portal_url" => EN.contact.portal,
        "fold_typography" => EN.contact.fold,
        "has_stated_zones" => w.stated_zones,
        "status" | "state" => w.state,
        "kind" => of_flow.kind,
        "audience" => of_flow.audience,
        "exit_on" => of_flow.exit,
        "expires_after_minutes" => of_flow.lifetime,
        "each_retry" => of_flow.retries,
        "steps" => w.messages,
        "shop_domain" => EN.recharge.shop,
        "has_client_secret" => EN.recharge.signatures,
        "webhooks" => EN.recharge.webhooks,
        "scopes" if action == AuditAction::ConnectStore => w.permissions,
        "scopes" => EN.keys.scopes,
        "consent" => EN.subscribers.consent,
        "consent_source" => w.told_by,
        "imported" => w.imported,
        "refused" => w.refused,
        other => return Some(capitalised(&other.replace('_', " "))),
    };
    Some(name.to_owned())
}

/// A value as its page shows it. What no page knows is shown as it is.
fn value_words(field: &str, value: &Value) -> String {
    let words = match field {
        "quiet_hours" => read(value).map(quiet_words).or_else(|| read(value).map(policy)),
        "law_scope" => read(value).map(law_scope),
        "consent_mode" => read(value).map(consent_mode),
        "status" => read(value).map(|status: FlowStatus| flows::status(status).0.to_owned()),
        "state" => read(value).map(connection),
        "kind" => read(value).map(kind),
        "audience" => read(value).map(|condition: Condition| flow::condition_words(&condition)),
        "consent" => read(value).map(|status: ConsentStatus| ConsentWord::from(status).name.to_owned()),
        "consent_source" => read(value).map(|from: ConsentSource| subscribers::source(from).to_owned()),
        "expires_after_minutes" => value.as_u64().map(EN.say.duration),
        "smart_sending_hours" => value.as_u64().map(|hours| (EN.say.duration)(hours * 60)),
        "has_client_secret" => value.as_bool().map(signatures),
        "steps" => value.as_array().map(|steps| texts(steps)),
        "voice_laws" => list(value, |code: String| Some(law(&code))),
        "exit_on" => list(value, |kind: FactKind| Some(capitalised(kind.words()))),
        "scopes" => permissions(value),
        _ => None,
    };
    words.unwrap_or_else(|| plain(value))
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// A list's items in words; `None` where one is none of them.
fn list<T: DeserializeOwned>(value: &Value, words: impl Fn(T) -> Option<String>) -> Option<String> {
    let items: Option<Vec<_>> = value.as_array()?.iter().map(|item| words(read(item)?)).collect();
    items.filter(|items| !items.is_empty()).map(|items| items.join(", "))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => EN.changes.yes.to_owned(),
        Value::Bool(false) => EN.changes.no.to_owned(),
        Value::Null => EN.changes.nothing.to_owned(),
        Value::Array(items) if items.is_empty() => EN.changes.nothing.to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn quiet_words(hours: QuietHours) -> String {
    quiet_hours::short(hours)
}

fn policy(policy: QuietHoursPolicy) -> String {
    let w = &EN.flow;
    let words = match policy {
        QuietHoursPolicy::Hold => w.quiet_hold,
        QuietHoursPolicy::SendAnyway => w.quiet_send,
        QuietHoursPolicy::Drop => w.quiet_drop,
    };
    words.to_owned()
}

fn law_scope(scope: LawScope) -> String {
    let words = match scope {
        LawScope::Promotional => EN.laws.promotional,
        LawScope::All => EN.laws.all,
    };
    words.to_owned()
}

fn consent_mode(mode: ConsentMode) -> String {
    let words = match mode {
        ConsentMode::CheckoutPhones => EN.store_fields.checkout_phones,
        ConsentMode::OwnList => EN.store_fields.own_list,
    };
    words.to_owned()
}

fn connection(state: ConnectionState) -> String {
    let words = match state {
        ConnectionState::Live => EN.state.live,
        ConnectionState::Disconnected => EN.state.not_connected,
    };
    words.to_owned()
}

fn kind(kind: MessageKind) -> String {
    let words = match kind {
        MessageKind::Transactional => EN.flow.transactional,
        MessageKind::Promotional => EN.flow.promotional,
    };
    words.to_owned()
}

fn signatures(checked: bool) -> String {
    if checked { EN.recharge.signatures_on.to_owned() } else { EN.recharge.signatures_off.to_owned() }
}

/// The texts of a flow's messages.
fn texts(steps: &[Value]) -> String {
    let texts = steps.iter().filter_map(|step| step.get("template")?.as_str());
    texts.map(|text| format!("“{text}”")).collect::<Vec<_>>().join(" ")
}

fn law(code: &str) -> String {
    let known = laws::list().iter().find(|law| law.jurisdiction == code);
    known.map_or_else(|| code.to_owned(), |law| law.name.clone())
}

/// What an API key may do: one of ours, or one of Recharge's.
fn permissions(value: &Value) -> Option<String> {
    let of_recharge = |value| {
        let scopes: Vec<String> = read(value)?;
        let missing = scopes::missing(&scopes);
        let given = scopes::NEEDED.into_iter().filter(|needed| !missing.contains(needed));
        let names: Vec<_> = given.map(|permission| permission.name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    list(value, |scope: Scope| Some(scope_words(scope).0.to_owned())).or_else(|| of_recharge(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// `State: Draft -> Live`.
    fn told(action: AuditAction, field: &str, before: Value, after: Value) -> String {
        let change = FieldChange { field: field.to_owned(), before: Some(before), after: Some(after) };
        let Some(told) = Changed::of(action, change) else { return format!("{field} is not shown") };
        format!("{}: {} -> {}", told.field, told.before.unwrap(), told.after.unwrap())
    }

    #[test]
    fn a_change_is_told_in_the_words_of_its_page() {
        let (settings, flow) = (AuditAction::ChangeSettings, AuditAction::ChangeFlow);
        let country = json!({ "subscriber": { "field": "country", "is": "equal", "value": "US" } });
        let clicked = json!({ "engagement": { "did": "click", "within_days": 31 } });
        let lines = [
            told(flow, "status", json!("draft"), json!("active")),
            told(flow, "quiet_hours", json!("hold"), json!("drop")),
            told(flow, "expires_after_minutes", json!(2_880), Value::Null),
            told(flow, "audience", country.clone(), json!({ "any": [country, clicked] })),
            told(flow, "exit_on", json!([]), json!(["paid"])),
            told(
                settings,
                "quiet_hours",
                json!({ "start": "20:00", "end": "09:00" }),
                json!({ "start": "00:00", "end": "00:00" }),
            ),
            told(settings, "fold_typography", json!(false), json!(true)),
            told(settings, "voice_laws", json!([]), json!(["US-KY"])),
            told(settings, "version", json!(1), json!(2)),
            told(
                AuditAction::ConnectStore,
                "scopes",
                json!([]),
                json!(["read_orders", "read_payment_methods"]),
            ),
            told(AuditAction::ConnectStore, "connected_at", Value::Null, json!("2026-11-25T01:30:00Z")),
            told(AuditAction::ChangeSubscriber, "consent", json!("subscribed"), json!("unsubscribed")),
        ];
        insta::assert_snapshot!(lines.join("\n"), @"
        State: Draft -> Live
        Quiet Hours: Wait until they end -> Do not send
        Too late after: 2 days -> none
        Audience: Country is US -> Country is US or Days since they last clicked a link is at most 30
        Stop the flow early when: none -> Charge was paid
        Quiet Hours: 8:00 PM to 9:00 AM -> None
        Replace typographic characters that make texts dearer: no -> yes
        Laws written for calls: none -> Kentucky
        version is not shown
        Permissions: none -> Orders, Payments
        connected_at is not shown
        Consent: Subscribed -> Opted out
        ");
    }
}
