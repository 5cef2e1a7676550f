//! Each operation: what it takes and what it answers. Rights come from the table of routes, refusals from
//! [`Described`].

use rechime_domain::{
    campaign::edit::CampaignEdit, flow::edit::FlowEdit, quiet_hours::QuietHours, segment::edit::SegmentEdit,
};
use serde_json::json;

use super::document::{Described, operation};
use crate::{
    api::{
        activity::{Activity, MessageLinks},
        audit::AuditPage,
        campaigns::Campaigns,
        flows::{Flows, History},
        health::Health,
        imports::ImportList,
        keys::Keys,
        laws::Laws,
        parked::{ParkedPage, StuckPage},
        quiet_hours::NewHours,
        replies::RepliesPage,
        segments::{Members, Segments},
        stores::Stores,
        subscribers::{Ledger, Subscribers},
    },
    use_cases::{
        activity::entry::Entry,
        api_keys::{CreatedApiKey, NewApiKey},
        campaigns::{
            estimate::Estimate,
            view::{CampaignView, FullCampaignView},
        },
        explain::{Question, explanation::Explanation},
        flows::{
            activation::{Activated, Selection},
            further::NewFlow,
            history::Restoring,
            view::FlowDetail,
        },
        forecast::Forecast,
        parked::RetryOutcome,
        people::{erasure::Erasure, export::Export, timeline::Timeline},
        preview::{Draft, Preview},
        replies,
        segments::{
            count::{CountView, Counting},
            runs::RunView,
            view::SegmentView,
        },
        send_again::SecondTry,
        sender::{NewSender, SenderView},
        store_report::StoreReport,
        stores::{
            connect::{Connected, Connecting},
            disconnect::Disconnected,
            settings::SettingsEdit,
            shopify::{ShopifySecret, ShopifyWebhooks},
            view::StoreDetail,
        },
        subscribers::{
            edit::SubscriberEdit,
            import::{Outcome, long::ImportView},
            view::SubscriberView,
        },
        test_text::{TestOfSender, TestText, TestedSender},
    },
};

/// All operations.
pub(super) fn described() -> Vec<Described> {
    [stores(), flows(), segments(), campaigns(), subscribers(), messages(), reports(), dry_runs(), access()]
        .into_iter()
        .flatten()
        .collect()
}

fn stores() -> Vec<Described> {
    let connect = operation("POST", "/stores", "Connect a store, or replace its key");
    let shopify = |method, summary| operation(method, "/stores/{store}/shopify", summary);
    let sender = |method, summary| operation(method, "/stores/{store}/sender", summary);
    let hours = |method, summary| operation(method, "/stores/{store}/quiet-hours", summary).versioned();
    vec![
        operation("GET", "/stores", "List the stores").answers::<Stores>(200),
        connect
            .takes::<Connecting>()
            .answers_change_of::<Connected>(200)
            .answers_change_of::<Connected>(201)
            .refuses(409)
            .refuses(502),
        operation("GET", "/stores/{store}", "Show a store").answers::<StoreDetail>(200).versioned(),
        operation("PATCH", "/stores/{store}", "Change settings")
            .takes::<SettingsEdit>()
            .answers_change_of::<StoreDetail>(200)
            .versioned(),
        operation("POST", "/stores/{store}/disconnect", "Disconnect a store")
            .answers_change_of::<Disconnected>(200)
            .refuses(409),
        shopify("GET", "Show what to enter in Shopify").answers::<ShopifyWebhooks>(200),
        shopify("PUT", "Put Shopify's webhook secret")
            .takes::<ShopifySecret>()
            .answers_change_of::<ShopifyWebhooks>(200)
            .refuses(409),
        shopify("DELETE", "Delete Shopify's webhook secret").answers_nothing(204),
        hours("GET", "Show quiet hours").answers::<QuietHours>(200),
        hours("PUT", "Replace quiet hours").takes::<NewHours>().answers_change_of::<QuietHours>(200),
        sender("GET", "Show what texts are sent from").answers::<SenderView>(200),
        sender("PUT", "Give a store a sender, or change it")
            .takes::<NewSender>()
            .answers_change_of::<SenderView>(200)
            .refuses(403)
            .refuses(409)
            .refuses(502),
        sender("DELETE", "Give a store the installation's own sender again")
            .answers_change_of::<SenderView>(200)
            .refuses(409),
        operation("POST", "/stores/{store}/sender/test", "Send a test from a store's sender")
            .takes::<TestOfSender>()
            .answers::<TestedSender>(202)
            .refuses(409),
        operation("GET", "/laws", "List the laws").answers::<Laws>(200),
        operation("GET", "/health", "Ask whether the API answers").answers::<Health>(200),
    ]
}

fn flows() -> Vec<Described> {
    let change =
        |path, summary| operation("POST", path, summary).answers_change_of::<FlowDetail>(200).versioned();
    vec![
        operation("GET", "/stores/{store}/flows", "List the flows").answers::<Flows>(200),
        operation("POST", "/stores/{store}/flows", "Create a further flow")
            .takes::<NewFlow>()
            .answers_change_of::<FlowDetail>(201)
            .refuses(409),
        operation("POST", "/stores/{store}/flows/activate", "Activate several flows")
            .takes::<Selection>()
            .answers_change_of::<Activated>(200)
            .refuses(412),
        operation("GET", "/stores/{store}/flows/{key}", "Show a flow").answers::<FlowDetail>(200).versioned(),
        operation("PUT", "/stores/{store}/flows/{key}", "Change a flow")
            .takes::<FlowEdit>()
            .answers_change_of::<FlowDetail>(200)
            .versioned(),
        operation("DELETE", "/stores/{store}/flows/{key}", "Delete a further flow")
            .answers_nothing(204)
            .versioned()
            .refuses(409),
        change("/stores/{store}/flows/{key}/reset", "Give a flow its default texts and settings"),
        change("/stores/{store}/flows/{key}/activate", "Activate a flow"),
        change("/stores/{store}/flows/{key}/deactivate", "Deactivate a flow"),
        operation("GET", "/stores/{store}/flows/{key}/history", "List a flow's versions")
            .cursor()
            .answers::<History>(200),
        change("/stores/{store}/flows/{key}/restore", "Save an earlier version anew").takes::<Restoring>(),
    ]
}

fn segments() -> Vec<Described> {
    let one = |method, summary| operation(method, "/stores/{store}/segments/{key}", summary).versioned();
    vec![
        operation("GET", "/stores/{store}/segments", "List the segments").answers::<Segments>(200),
        operation("POST", "/stores/{store}/segments", "Create a segment")
            .takes::<SegmentEdit>()
            .answers_change_of::<SegmentView>(201)
            .refuses(409),
        operation("POST", "/stores/{store}/segments/count", "Count whom a condition describes")
            .takes::<Counting>()
            .answers::<CountView>(200)
            .refuses(409),
        one("GET", "Show a segment").answers::<SegmentView>(200),
        one("PUT", "Change a segment")
            .takes::<SegmentEdit>()
            .answers_change_of::<SegmentView>(200)
            .refuses(409),
        one("DELETE", "Delete a segment").answers_nothing(204).refuses(409),
        operation("GET", "/stores/{store}/segments/{key}/members", "List the members of a segment")
            .cursor()
            .query("format", json!({ "enum": ["json", "csv"] }))
            .answers::<Members>(200)
            .answers_csv_too()
            .refuses(422),
        operation("POST", "/stores/{store}/segments/{key}/runs", "Start to count a segment exactly")
            .answers::<RunView>(202),
        operation("GET", "/stores/{store}/runs/{key}", "Show how far a run has come").answers::<RunView>(200),
    ]
}

fn campaigns() -> Vec<Described> {
    let one = |method, summary| operation(method, "/stores/{store}/campaigns/{key}", summary).versioned();
    vec![
        operation("GET", "/stores/{store}/campaigns", "List the campaigns, the newest first")
            .cursor()
            .answers::<Campaigns>(200),
        operation("POST", "/stores/{store}/campaigns", "Create a campaign, as a draft")
            .takes::<CampaignEdit>()
            .answers_change_of::<CampaignView>(201),
        one("GET", "Show a campaign and its progress").answers::<FullCampaignView>(200),
        one("PUT", "Change a draft")
            .takes::<CampaignEdit>()
            .answers_change_of::<CampaignView>(200)
            .refuses(409),
        one("DELETE", "Delete a draft").answers_nothing(204).refuses(409),
        operation(
            "POST",
            "/stores/{store}/campaigns/{key}/estimate",
            "Estimate what a campaign would come to",
        )
        .answers::<Estimate>(200)
        .refuses(409),
        operation("POST", "/stores/{store}/campaigns/{key}/launch", "Launch a campaign")
            .versioned()
            .answers_change_of::<FullCampaignView>(202)
            .refuses(409)
            .refuses(422),
        operation("POST", "/stores/{store}/campaigns/{key}/cancel", "Cancel a campaign")
            .versioned()
            .answers_change_of::<FullCampaignView>(200)
            .refuses(409),
    ]
}

/// An operation that is told how to read a list.
fn mapped(path: &'static str, summary: &'static str) -> Described {
    let parameters =
        ["phone_column", "consent_column", "consent_at_column", "subscribed", "unsubscribed", "file_name"];
    let text = || json!({ "type": "string" });
    parameters.into_iter().fold(operation("POST", path, summary), |it, name| it.query(name, text()))
}

/// An operation on some lines of a long list.
fn part(path: &'static str, summary: &'static str) -> Described {
    operation("POST", path, summary)
        .query("line", json!({ "type": "integer", "minimum": 1 }))
        .query("last", json!({ "type": "boolean" }))
        .takes_lines()
        .answers::<ImportView>(200)
        .refuses(409)
}

fn subscribers() -> Vec<Described> {
    vec![
        operation("GET", "/stores/{store}/subscribers", "List the subscribers, or look for some")
            .cursor()
            .query("phone", json!({ "type": "string" }))
            .query("email", json!({ "type": "string" }))
            .refuses(409)
            .refuses(422)
            .refuses(502)
            .answers::<Subscribers>(200),
        mapped("/stores/{store}/subscribers/import", "Import a list of people")
            .takes_a_list()
            .answers::<Outcome>(200)
            .refuses(409),
        mapped("/stores/{store}/subscribers/import/preview", "Say what an import would do")
            .takes_a_list()
            .answers::<Outcome>(200),
        operation("GET", "/stores/{store}/subscribers/export", "Export the subscribers, with their evidence")
            .cursor()
            .answers_csv(),
        operation("GET", "/stores/{store}/imports", "List the imports of long lists")
            .cursor()
            .answers::<ImportList>(200),
        mapped("/stores/{store}/imports", "Begin an import of a long list")
            .takes_lines()
            .answers::<ImportView>(201)
            .refuses(409),
        operation("GET", "/stores/{store}/imports/{key}", "Show how far an import has come")
            .answers::<ImportView>(200),
        part("/stores/{store}/imports/{key}/preview", "Look at some lines of a long list"),
        part("/stores/{store}/imports/{key}/lines", "Import some lines of a long list"),
        operation("GET", "/stores/{store}/subscribers/{key}", "Show a subscriber, by phone")
            .answers::<SubscriberView>(200)
            .refuses(422),
        operation("PUT", "/stores/{store}/subscribers/{key}", "Put a subscriber")
            .takes::<SubscriberEdit>()
            .answers::<SubscriberView>(200)
            .refuses(409),
        operation("GET", "/stores/{store}/people/{key}/timeline", "Show what happened to a person, and why")
            .cursor()
            .answers::<Timeline>(200)
            .refuses(422),
        operation("GET", "/stores/{store}/people/{key}/export", "Export all that is kept of a person")
            .answers::<Export>(200)
            .refuses(422),
        operation("DELETE", "/stores/{store}/people/{key}", "Erase all that is kept of a person")
            .answers::<Erasure>(200)
            .answers::<Erasure>(202)
            .refuses(422),
        operation("GET", "/stores/{store}/subscribers/{key}/consents", "Show a subscriber's ledger")
            .answers::<Ledger>(200)
            .refuses(422),
    ]
}

fn messages() -> Vec<Described> {
    let limit = json!({ "type": "integer", "minimum": 0 });
    let of = |path| operation("GET", path, "List parked messages").cursor().answers::<ParkedPage>(200);
    let delete = |path| operation("DELETE", path, "Delete a parked message").answers_nothing(204);
    let retry =
        |path| operation("POST", path, "Try a parked message again").answers_nothing(202).refuses(409);
    let retry_all =
        |path| operation("POST", path, "Try all parked messages again").answers::<RetryOutcome>(200);
    let stuck = |path| {
        operation("GET", path, "List messages that their queue gave up").cursor().answers::<StuckPage>(200)
    };
    let redrive = |path| operation("POST", path, "Send a stuck message on").answers_nothing(202).refuses(409);
    let redrive_all =
        |path| operation("POST", path, "Send all stuck messages on").answers::<RetryOutcome>(200);
    vec![
        operation("GET", "/stores/{store}/activity", "List messages, the newest first")
            .cursor()
            .query("limit", limit)
            .answers::<Activity>(200),
        operation("GET", "/stores/{store}/messages/{key}", "Show a message").answers::<Entry>(200),
        operation("POST", "/stores/{store}/messages/{key}/send-again", "Send a failed text again")
            .answers::<SecondTry>(202)
            .refuses(409),
        operation("GET", "/stores/{store}/messages/{key}/links", "Show a message's short links")
            .answers::<MessageLinks>(200),
        operation("DELETE", "/stores/{store}/messages/{key}/links", "Revoke a message's short links")
            .answers_nothing(204),
        of("/stores/{store}/parked"),
        retry_all("/stores/{store}/parked/retry"),
        delete("/stores/{store}/parked/{key}"),
        retry("/stores/{store}/parked/{key}/retry"),
        of("/parked"),
        retry_all("/parked/retry"),
        delete("/parked/{key}"),
        retry("/parked/{key}/retry"),
        stuck("/stores/{store}/stuck"),
        redrive_all("/stores/{store}/stuck/redrive"),
        redrive("/stores/{store}/stuck/{key}/redrive"),
        stuck("/stuck"),
        redrive_all("/stuck/redrive"),
        redrive("/stuck/{key}/redrive"),
    ]
}

fn reports() -> Vec<Described> {
    let day = || json!({ "type": "string", "format": "date" });
    vec![
        operation("GET", "/stores/{store}/report", "Show what became of the messages of some days")
            .query("from", day())
            .query("to", day())
            .query("by", json!({ "enum": ["hour", "day"] }))
            .query("format", json!({ "enum": ["json", "csv"] }))
            .answers::<StoreReport>(200)
            .answers_csv_too()
            .refuses(422),
        operation("GET", "/stores/{store}/forecast", "Show how many messages wait").answers::<Forecast>(200),
    ]
}

fn dry_runs() -> Vec<Described> {
    vec![
        operation("POST", "/stores/{store}/explain", "Say what a webhook would do")
            .takes::<Question>()
            .answers::<Explanation>(200),
        operation("POST", "/stores/{store}/preview", "Render a template")
            .takes::<Draft>()
            .answers::<Preview>(200),
        operation("POST", "/stores/{store}/test-text", "Send a test text")
            .takes::<TestText>()
            .answers::<Preview>(202)
            .refuses(409),
        operation("GET", "/stores/{store}/replies", "Show what customers replied")
            .cursor()
            .answers::<RepliesPage>(200),
        operation("POST", "/stores/{store}/replies/explain", "Say what a reply would mean")
            .takes::<replies::Reply>()
            .answers::<replies::Explanation>(200),
    ]
}

fn access() -> Vec<Described> {
    vec![
        operation("GET", "/stores/{store}/keys", "List the API keys").answers::<Keys>(200),
        operation("POST", "/stores/{store}/keys", "Create an API key")
            .takes::<NewApiKey>()
            .answers::<CreatedApiKey>(201)
            .refuses(409),
        operation("DELETE", "/stores/{store}/keys/{key}", "Revoke an API key").answers_nothing(204),
        operation("GET", "/stores/{store}/audit", "Show who changed what").cursor().answers::<AuditPage>(200),
    ]
}
