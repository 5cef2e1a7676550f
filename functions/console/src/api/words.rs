//! Every sentence that says why, and every error of the API, on one page: to be read as a merchant would read it.
//!
//! A new reason or error does not compile before it has a sample here, and shows in the page.

mod errors;
mod reasons;

use std::{collections::BTreeSet, iter::successors};

use axum::http::StatusCode;
use jiff::tz::TimeZone;
use rechime_domain::reason::Reason;

use super::problem_details::RouteError;
use crate::{
    api::subscribers::import::UploadError,
    testing::Bench,
    use_cases::{
        activity::MessageError,
        api_keys::ApiKeyError,
        campaigns::CampaignError,
        explain::ExplainError,
        flows::FlowError,
        parked::ParkedError,
        people::PersonError,
        preview::PreviewError,
        reason_view::ReasonView,
        segments::SegmentError,
        send_again::SendAgainError,
        sender::SenderError,
        store_report::StoreReportError,
        stores::StoresError,
        subscribers::SubscriberError,
        subscribers::import::{ImportError, long::LongImportError},
        subscribers::search::SearchError,
    },
};

/// Something of which there are several kinds, each with words of its own.
pub(super) trait Sampled: Sized {
    /// A sample of the kind after `last`; of the first one where that is `None`. Matches each kind by its name, so that
    /// the compiler asks for a sample of a new one.
    fn next(last: Option<&Self>) -> Option<Self>;

    /// A sample of each kind.
    fn samples() -> impl Iterator<Item = Self> {
        successors(Self::next(None), |last| Self::next(Some(last)))
    }
}

/// A heading and what belongs to it, one to a line.
fn section(heading: &str, lines: impl IntoIterator<Item = String>) -> String {
    format!("# {heading}\n{}\n", lines.into_iter().collect::<Vec<_>>().join("\n"))
}

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

/// `422 What to do. field: what is wrong with it`
fn answers<E: RouteError + Sampled>(name: &str) -> String {
    let line = |error: E| {
        if error.status() == StatusCode::INTERNAL_SERVER_ERROR {
            return "500, logged and told to nobody".to_owned();
        }
        let fields = error.fields().into_iter().map(|it| format!("[{}: {}]", it.field, it.detail));
        let said = [error.status().as_str().to_owned(), error.detail()].into_iter().chain(fields);
        said.collect::<Vec<_>>().join(" ")
    };
    section(name, E::samples().map(line))
}

fn sentences<T: Sampled>(name: &str, words: impl Fn(T) -> String) -> String {
    section(name, T::samples().map(words))
}

#[test]
fn every_reason_has_a_sample_and_words_in_full_and_in_brief() {
    let sampled: BTreeSet<_> = Reason::samples().map(|reason| reason.code()).collect();
    let unknown =
        serde_json::from_value::<Reason>(serde_json::json!({ "code": "?" })).unwrap_err().to_string();
    let listed: BTreeSet<_> = unknown.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert_eq!(sampled, listed, "by serde's list of all codes");
    for code in sampled {
        let brief = ReasonView::from_code(&code, &new_york()).text;
        assert!(brief.ends_with('.') && brief.starts_with(char::is_uppercase), "{code}: {brief}");
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one page")]
fn the_page_of_all_reasons() {
    let page = [
        sentences("Why a message goes, waits or is skipped", |reason: Reason| {
            format!("{}: {}", reason.code(), reason.words(&new_york()))
        }),
        sentences("The same where only the code was kept", |reason: Reason| {
            ReasonView::from_code(&reason.code(), &new_york()).text
        }),
        reasons::of_other_kinds(),
    ];
    insta::assert_snapshot!(page.join("\n"), @r"
    # Why a message goes, waits or is skipped
    flow_not_active: The flow is not active. Activate it to send its messages.
    flow_deleted: The flow was deleted while the message waited.
    campaign_canceled: The campaign was canceled.
    step_removed: This message was removed from the flow.
    subscribed: The customer subscribed to this store's texts.
    checkout_phone: The customer gave this phone at checkout, which the store takes as consent to notices about their own orders.
    opted_out: The customer opted out on Nov 24, 2026 at 9:03 AM EST.
    consent_void: The SMS provider reported on Nov 24, 2026 at 9:03 AM EST that this number was deactivated or cannot get texts. Its owner has to agree again.
    no_consent: The customer has not agreed to get texts from this store.
    promotion_needs_consent: A promotional message needs the customer's own consent. A phone given at checkout is not enough.
    no_phone: Neither the webhook nor Recharge has a phone number for this customer.
    phone_unusable: The customer's phone number is not one that can be texted. Correct it in Recharge.
    time_zone: The customer's time zone is America/Chicago or America/Denver, from the phone's area code.
    window_open: It is outside quiet hours where the customer is.
    held_for_quiet_hours: It is quiet hours where the customer is. The message waits until Nov 24, 2026 at 9:03 AM EST.
    waited: The message waited until Nov 24, 2026 at 9:03 AM EST.
    sender_capped: The sender has sent as many texts as it may in a day. The message waits until Nov 24, 2026 at 9:03 AM EST.
    sent_in_quiet_hours: It is quiet hours where the customer is, and this flow sends anyway.
    dropped_in_quiet_hours: It is quiet hours where the customer is, and this flow drops its messages then.
    held_by_law: The law of Texas allows no such message at this hour. The message waits until Nov 24, 2026 at 9:03 AM EST.
    dropped_by_law: The law of Texas allows no such message at this hour, and this flow drops its messages then.
    never_open: No minute of the coming week is outside quiet hours everywhere the customer may be. Shorten quiet hours, or enter the customer's time zone.
    texted_recently: The customer got a promotional message on Nov 24, 2026 at 9:03 AM EST. This store leaves 24 hours between two.
    daily_cap: The law of Texas allows 3 promotional messages within 24 hours, and the customer got as many.
    hourly_cap: The customer got 5 texts within an hour, and this store allows no more than 5.
    not_in_audience: The conditions of the flow or of this message do not include the customer.
    alternative: Several texts are tried for this message, and the customer gets the first.
    alternative: Several texts are tried for this message, and the customer gets alternative 1.
    left_flow: The flow has ended for the customer: the subscription was canceled on Nov 24, 2026 at 9:03 AM EST.
    delayed: The flow waits 1 day 1 hour before this message.
    scheduled: The campaign is sent by the customer's own clock, on Nov 24, 2026 at 9:03 AM EST.
    expired: It would arrive too late. It is worth sending only until Nov 24, 2026 at 9:03 AM EST.
    not_confirmed: Recharge does not confirm this: by its own record it is canceled.
    superseded: It is no longer true: the subscription was paused on Nov 24, 2026 at 9:03 AM EST.
    date_moved: It is no longer true: no next order is planned.
    date_moved: It is no longer true: the order was moved or skipped. The next one is on Dec 28, 2026.
    sent_again: This text failed before, and somebody sent it again as it was.
    text_failed: The text could not be made: the text is empty.

    # The same where only the code was kept
    The flow is not active. Activate it to send its messages.
    The flow was deleted while the message waited.
    The campaign was canceled.
    This message was removed from the flow.
    The customer subscribed to this store's texts.
    The customer gave this phone at checkout, which the store takes as consent to notices about their own orders.
    The customer opted out.
    The number was deactivated or cannot get texts. Its owner has to agree again.
    The customer has not agreed to get texts from this store.
    A promotional message needs the customer's own consent. A phone given at checkout is not enough.
    Neither the webhook nor Recharge has a phone number for this customer.
    The customer's phone number is not one that can be texted. Correct it in Recharge.
    The customer's time zone decides.
    It is outside quiet hours where the customer is.
    It is quiet hours where the customer is. The message waits.
    The message waited.
    The sender has sent as many texts as it may in a day. The message waits.
    It is quiet hours where the customer is, and this flow sends anyway.
    It is quiet hours where the customer is, and this flow drops its messages then.
    A law allows no such message at this hour. The message waits.
    A law allows no such message at this hour, and this flow drops its messages then.
    No minute of the coming week is outside quiet hours everywhere the customer may be. Shorten quiet hours, or enter the customer's time zone.
    The customer got a promotional message shortly before.
    The customer got as many promotional messages within 24 hours as a law allows.
    The customer got as many texts within an hour as this store allows.
    The conditions of the flow or of this message do not include the customer.
    Several texts are tried for this message.
    Several texts are tried for this message.
    The flow has ended for the customer.
    The flow waits before this message.
    The campaign is sent by the customer's own clock.
    It would arrive too late.
    What Recharge knows does not confirm what the webhook says.
    It is no longer true: something else happened since.
    It is no longer true: the order was moved or skipped.
    It is no longer true: the order was moved or skipped.
    This text failed before, and somebody sent it again as it was.
    The text could not be made. Look at the flow's preview.

    # What happened since
    The subscription was created.
    The subscription was changed.
    The subscription was resumed.
    The subscription was paused.
    The next order was skipped.
    The skipped order was taken back.
    The subscription was canceled.
    The subscription expired.
    The charge was tried again and failed.
    The charge failed for good.
    The charge was paid.
    The charge was refunded.
    The charge was skipped or deleted.
    The order was canceled.
    The customer's last subscription ended.

    # Why an event is not confirmed
    Recharge does not confirm this: by its own record it is active.
    Recharge does not confirm this: by its own record it is canceled.
    Recharge does not confirm this: by its own record it is expired.
    Recharge does not confirm this: by its own record it is a one-time purchase.
    Recharge does not confirm this: by its own record it is a customer without an active subscription.
    Recharge does not confirm this: by its own record it is planned.
    Recharge does not confirm this: by its own record it is successful.
    Recharge does not confirm this: by its own record it is a failed charge that will be tried again.
    Recharge does not confirm this: by its own record it is a failed charge that will not be tried again.
    Recharge does not confirm this: by its own record it is refunded.
    Recharge does not confirm this: by its own record it is in a state that does not fit.
    Recharge does not confirm this: by its own record it is in no state that is told.
    The webhook was not signed, and Recharge's own record does not show what it says. Enter the client secret of the API token, so that webhooks are signed.
    The webhook was not signed, and Recharge's own record has not changed for more than a day. Enter the client secret of the API token, so that webhooks are signed.
    An earlier webhook brought the same state of the subscription, and said that the subscription was paused.
    The subscription was not paused, canceled or expired before, so it did not resume.
    Nothing changed: it was so already.
    The subscription is prepaid, and deliveries that were paid for go on.

    # Where a time zone is known from
    The customer's time zone is .., stated by the customer or the merchant.
    The customer's time zone is .., from the shipping address.
    The customer's time zone is .., from the phone's area code.
    The customer's time zone is .., which is the store's own.

    # Why a webhook leads to no message
    not_active: It is a one-time purchase and no subscription.
    imported: The subscription began days before Recharge told of it, as one that was imported does.
    only_changed: The subscription was changed, and no flow tells of that.
    deleted: The subscription was deleted after its end.
    canceled_for_payment: Recharge canceled the subscription after its last attempt to charge; Charge Failed tells of that.
    unskipped: A skipped order was taken back, and no flow tells of that.
    refunded: The charge was refunded, and no flow tells of that.
    charge_deleted: The charge was deleted, and no flow tells of that.
    order_canceled: The order was canceled, and no flow tells of that.
    deactivated: The customer's last subscription ended, and no flow tells of that.
    announced_by_its_charge: The order is not prepaid: its charge announces it.
    not_the_customers_problem: The charge failed for a reason that the customer cannot do anything about.
    unclear_failure: The charge failed for a reason that Recharge does not publish, so the customer cannot be told what comes next.
    nothing_to_pay: Nothing had to be paid.

    # What is wrong with a connection
    key_refused: Recharge no longer accepts this store's API key. Make a new one in Recharge (Tools & apps > API tokens) and connect the store with it.
    key_restricted: This store's API key may no longer read what it must. In Recharge open Tools & apps > API tokens, edit the key and give Orders, Subscriptions, Payments and Customers read access.
    uninstalled: Recharge was removed from this shop. Settings and flows are kept; connect the store with a new API key once Recharge is back.

    # What an SMS provider answered
    The SMS provider is busy and asked to wait.
    The SMS provider could not be reached: no connection to Twilio.
    The SMS provider refused the text: opted out with Twilio (21610).
    The SMS provider is not set up: Twilio knows no such account; check TwilioAccountSid.
    It is not known whether the text was sent: Twilio did not answer in time.
    ");
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "it is one page")]
async fn the_page_of_all_errors() {
    let page = [
        answers::<StoresError>("Stores"),
        answers::<SenderError>("Senders"),
        answers::<FlowError>("Flows"),
        answers::<SegmentError>("Segments"),
        answers::<CampaignError>("Campaigns"),
        answers::<ApiKeyError>("API keys"),
        answers::<SubscriberError>("Subscribers"),
        answers::<SearchError>("Searches"),
        answers::<PersonError>("People"),
        answers::<UploadError>("Uploads"),
        answers::<ImportError>("Imports"),
        answers::<LongImportError>("Imports in parts"),
        answers::<MessageError>("Messages"),
        answers::<StoreReportError>("Reports"),
        answers::<ExplainError>("Dry runs"),
        answers::<PreviewError>("Previews"),
        answers::<SendAgainError>("Sending again"),
        answers::<ParkedError>("Parked messages"),
        errors::of_fields(),
        errors::of_requests(&Bench::with_store().await).await,
    ];
    insta::assert_snapshot!(page.join("\n"), @r#"
    # Stores
    404 There is no such store. GET /api/v1/stores lists them; POST /api/v1/stores connects one.
    422 Correct what `errors` lists, then send it again. Nothing was saved. [name: give the brand in 1 to 40 characters; it signs the texts]
    422 Correct what `errors` lists, then send it again. Nothing was saved. [recharge_api_key: Recharge does not accept this API key. Copy it again from Tools & apps > API tokens in Recharge.]
    422 This API key may not do that. In Recharge, give it read access to Orders, Subscriptions, Payments and Customers. If it has that, the store's Recharge plan may not include it. Send the same again afterwards: what is done already is kept.
    422 Recharge accepted the request but could not carry it out (402). If it happens again, ask Recharge's support. Send the same again afterwards: what is done already is kept.
    502 Recharge does not know this webhook, or not any more. Send the same again afterwards: what is done already is kept.
    502 Recharge refused the request (422): address is not valid. Send the same again afterwards: what is done already is kept.
    502 Recharge is still busy with another change of the same thing. Send the same again afterwards: what is done already is kept.
    502 Recharge takes no more requests for the next few seconds. Send the same again afterwards: what is done already is kept.
    502 Recharge has a problem of its own at the moment (503). Send the same again afterwards: what is done already is kept.
    502 Recharge cannot be reached: connection closed. Send the same again afterwards: what is done already is kept.
    502 Recharge was not asked, because its rate limit could not be checked: connection closed. Send the same again afterwards: what is done already is kept.
    502 Recharge's answer cannot be read: the payload has no webhook. Send the same again afterwards: what is done already is kept.
    409 This store is connected with another API key. To put the new one in its place, send the same again with `"replace_key": true`.
    409 The store is not connected to Recharge. Connect it by POST /api/v1/stores, then send the same again.
    422 Correct what `errors` lists, then send it again. Nothing was saved. [recharge_api_key: the key lacks read_orders; in Recharge open Tools & apps > API tokens, edit the key and give Orders read access]
    412 Somebody else changed these settings. Apply your change to `current`, and send it again with that version.
    500, logged and told to nobody
    409 Somebody else changed this at the same moment. Look at it again, then repeat the change.
    409 There is one of this name already.
    500, logged and told to nobody
    500, logged and told to nobody

    # Senders
    422 Correct what `errors` lists, then send it again. Nothing was saved. [name: give the brand in 1 to 40 characters; it signs the texts]
    403 Only the admin key may give a store a sender of AWS, or one that another store uses too: a change counts for all of them.
    502 The provider could not be asked: no answer. Send the same again.
    409 Somebody else changed the store's sender. Look at it as it is now, then send yours again.
    500, logged and told to nobody
    500, logged and told to nobody

    # Flows
    404 There is no such flow. GET the store's flows to see their keys.
    422 Correct what `errors` lists, then send the flow again. Nothing was saved. [name: give the brand in 1 to 40 characters; it signs the texts]
    409 This is a default flow, which every store has. Deactivate it, or reset it.
    409 A store has at most 100 flows. Delete one first.
    404 This version was never saved. GET the flow's history to see its versions.
    412 Somebody else deleted this flow. GET the store's flows to see what there is.
    500, logged and told to nobody

    # Segments
    404 There is no such segment. GET the store's segments to see their keys.
    422 Correct what `errors` lists, then send it again. Nothing was saved. [name: give the brand in 1 to 40 characters; it signs the texts]
    409 Every store has this segment. It cannot be changed or deleted; create one of your own.
    409 A store has at most 50 segments of its own. Delete one first.
    409 This segment is in use by the flow “Charge paid”. Take it out there first.
    412 Somebody else deleted this segment. GET the store's segments to see what there is.
    422 Take the cursor as the page before gave it.
    409 The list is too long to be counted while you wait. Save the segment, then POST its runs.
    404 There is no such run. A run is kept for 14 days.
    500, logged and told to nobody
    500, logged and told to nobody

    # Campaigns
    404 There is no such campaign. GET the store's campaigns to see their keys.
    422 Correct what `errors` lists, then send it again. Nothing was saved. [name: give the brand in 1 to 40 characters; it signs the texts]
    409 This campaign was launched, so it stays as it is. POST another one to the store's campaigns.
    409 This campaign was not launched yet. DELETE it instead.
    409 All texts of this campaign have gone, so there is nothing to cancel.
    409 The segment of this campaign was deleted. PUT the campaign with another segment, then send this again.
    412 Somebody else deleted this campaign. GET the store's campaigns to see what there is.
    409 The list is too long to be looked through while you wait. The campaign can be launched all the same.
    500, logged and told to nobody
    500, logged and told to nobody

    # API keys
    404 There is no such API key. It may have been revoked.
    422 Correct what `errors` lists, then send it again. Nothing was saved. [name: give the brand in 1 to 40 characters; it signs the texts]
    409 A store has at most 50 API keys. Revoke one first.
    500, logged and told to nobody

    # Subscribers
    422 Write the phone in international form, such as +14155552671; this is not a valid phone number.
    404 This phone is not on the store's list. PUT it to add the person.
    422 `EST5` is no IANA time zone; use a name such as America/New_York.
    422 `Atlantis` is no country; use its code of two letters (ISO 3166) such as US, or its name.
    422 `zip` has at most 100 characters; shorten it.
    409 This person opted out. Only they can opt in again: they text START to the store's number.
    409 This person's consent changed while you were editing. GET the subscriber and look again.
    500, logged and told to nobody

    # Searches
    422 Look for the beginning of a phone number, such as +1415, or for a whole e-mail address.
    409 E-mail addresses are looked up in Recharge, and the store is not connected. Connect it first.
    502 Recharge takes no more requests for the next few seconds. Look again in a moment.
    500, logged and told to nobody
    500, logged and told to nobody

    # People
    422 Name the person by their phone in international form, such as +14155552671, or by the id that their messages begin with; this is not a valid phone number.
    404 Nothing is kept of this person.
    500, logged and told to nobody

    # Uploads
    415 Send the list as `Content-Type: text/csv`, or as `application/json`.
    415 Send the lines as `Content-Type: text/csv`.
    413 Send at most 1 MiB at once; import a longer list in parts, by `POST /stores/{store}/imports`.
    400 Send the list again; it did not arrive whole.

    # Imports
    422 The list has 1001 columns with 9000 bytes of names; 1000 and 30000 are the most. Keep the columns that are needed. If it is a CSV file without a header row, begin it with one.
    422 Begin the file with a header row that has a column `phone`, or say which one it is with `phone_column`; it has e-mail, name.
    422 The header row names `phone` twice; keep one of the two columns.
    422 The file has no column `Consent`, which `consent_column` names. Its columns are Phone, Status.
    422 These columns may say who agreed to texts: `Status`. Say which one it is with `consent_column=<column>`, and if its values are not subscribed or yes, unsubscribed or no, or blank, which of them mean what, with `subscribed=<values>` and `unsubscribed=<values>`. If none of them says it, add a column `consent`. Nothing was saved. The file's columns are Phone, Status.
    422 The value `active` cannot mean both subscribed and unsubscribed.
    422 Say with `consent_column` which column has these values. The file's columns are Phone, Status.
    422 Save the file as CSV in UTF-8 and send it again; its header row cannot be read.
    422 Send a JSON list of people: invalid type: map, expected a sequence at line 1 column 0.
    422 A JSON list has no blank fields: write what each person said instead of mapping `(blank)`.
    422 Send a JSON list of people: unknown field `zone`.
    500, logged and told to nobody

    # Imports in parts
    404 There is no such import. It may be older than 90 days.
    409 Send every line to the preview first. It goes on from line 5001.
    409 Lines are missing before this part. Send the lines from 5001 on.
    422 No record ends in this part. Send more lines at once, or say that it is the last part (`last=true`).
    409 Somebody else is sending this import at the moment. Look how far it has come, and go on from there.
    500, logged and told to nobody

    # Messages
    404 No message of this id was sent or skipped. One that still waits is in the store's activity.
    500, logged and told to nobody

    # Reports
    422 The report ends before it begins. Give a `to` that is not before `from`.
    422 A report of this kind has 92 days at most. Ask for fewer at a time.
    500, logged and told to nobody

    # Dry runs
    422 Change `payload` to what Recharge sends for this topic: the payload is not a JSON object.
    422 Change `payload` to what Recharge sends for this topic: the payload has no charge.total_price.
    422 Change `payload` to what Recharge sends for this topic: charge.total_price in the payload is not an amount.
    422 `EST5` is no IANA time zone; use a name such as America/New_York in `subscriber.time_zone`.
    500, logged and told to nobody

    # Previews
    422 Change the template: line 2, column 4, `{{ first_name | upper }}`: there is no filter `upper`; write {{ first_name }}, or {{ first_name | default('text') }}. [template: line 2, column 4, `{{ first_name | upper }}`: there is no filter `upper`; write {{ first_name }}, or {{ first_name | default('text') }}]
    422 Change the template: the template has 5000 bytes and 4096 is the most; shorten it. [template: the template has 5000 bytes and 4096 is the most; shorten it]
    422 Change the template: there is no tag {{ first_nam }} here; did you mean {{ first_name }}? The tags are: store_name, first_name. [template: there is no tag {{ first_nam }} here; did you mean {{ first_name }}? The tags are: store_name, first_name]
    422 Change the template: price is text, and no text is more than another; ask for one text with == or !=, or give the message a condition (`at_least` or `at_most`). [template: price is text, and no text is more than another; ask for one text with == or !=, or give the message a condition (`at_least` or `at_most`)]
    422 Change the template: price is text; write what it is compared with in quotes. [template: price is text; write what it is compared with in quotes]
    422 Change the template: quantity is a number; write what it is compared with as a number, without quotes. [template: quantity is a number; write what it is compared with as a number, without quotes]
    422 Change the template: no value for first_name; give a fallback, for instance {{ first_name | default('...') }}, or put the words around it between {% if first_name %} and {% endif %}. [template: no value for first_name; give a fallback, for instance {{ first_name | default('...') }}, or put the words around it between {% if first_name %} and {% endif %}]
    422 Change the template: a tag must stand for a text, a number or true/false; print one value at a time. [template: a tag must stand for a text, a number or true/false; print one value at a time]
    422 Change the template: the text is empty; write what the customer should read. [template: the text is empty; write what the customer should read]
    422 Change the template: the text has 1700 characters and 1600 is the most that can be sent; shorten it. [template: the text has 1700 characters and 1600 is the most that can be sent; shorten it]

    # Sending again
    404 No message of this id was sent.
    409 The text arrived, so it is not sent again.
    409 The text is on its way. It can be sent again only once it is known to have failed.
    409 The SMS provider may have this text, so it is not sent again: the customer could get it twice.
    409 This message was skipped for a reason, and there is no text to send again.
    409 The text is more than a day old. What it says, such as a day, may be wrong by now.
    409 This text was already the second try. It is not tried a third time.
    409 This is the text of a campaign, which goes to each person once. Only texts of flows are sent again.
    409 The flow of this text was deleted, so nothing more is sent for it.
    409 The flow of this text is not active. Activate it, then send the text again.
    409 What was kept of this message has no text or no phone number.
    409 The customer opted out, so nothing is sent to them.
    409 This number was deactivated or cannot get texts, so the text would fail again.
    409 This text was sent again already. The activity shows what became of that.
    500, logged and told to nobody
    500, logged and told to nobody

    # Parked messages
    404 No such message is parked. It was tried again or removed, or it expired after 14 days.
    409 Its body is too long to have been kept whole. DELETE it; Recharge has the data.
    409 Its body is not JSON, so trying again cannot help. DELETE it.
    409 It only says where changes are that were not counted. Reports may be wrong by them; DELETE it.
    500, logged and told to nobody
    500, logged and told to nobody
    500, logged and told to nobody

    # The field portal_url
    begin the address with https://
    give the whole address, such as https://shop.example/tools/recurring/customers/{hash}/subscriptions
    leave out what stands before the @: nothing but the site's name may follow https://
    take out blanks, quotes, backslashes and invisible characters: copy the address from the browser once more
    write {hash} where the customer's hash belongs, in small letters and single braces; no other braces are allowed
    write {hash} after the site's name, not in it
    use an address of at most 1,000 characters: it must fit into a text

    # The field link_host
    give only the name of a site that leads to Rechime's link API, such as link.shop.example

    # The field contact
    give a phone number, an e-mail address or a site, such as +1 800 555 0199, help@shop.example or shop.example/help
    use at most 64 characters: the answer to HELP is short
    use the letters A to Z, digits and usual signs only: type the contact instead of pasting it
    leave out what stands before the @ in the site's address
    give the site as https://, or without anything before its name

    # The fields audience and when
    there is no field `age` here; use one of: country, zip
    say with what `zip` is compared, in `value`
    `zip` is compared with a text of at most 100 characters; shorten `value`
    `total_price` is compared as a number; write `value` as one, such as 25 or 19.90
    `within_days` is 1 to 90, and counts today as 1
    `at_least` is 1 to 20
    the store has no flow `flow-7k2m9x`; use `recharge` for all flows, or the key of one
    there is no segment `segment-7k2m9x`; use one of: received_recharge, clicked_recharge
    a segment does not name another of the store's own; use received_recharge or clicked_recharge, or write the other's condition here
    there is no event to test here; use `subscriber`, `engagement` or `segment`
    `all` and `any` need at least one condition
    a condition has at most 20 tests, nested at most 5 deep; use fewer

    # What somebody else changed
    Somebody else changed this at the same moment. Look at it again, then repeat the change.
    There is one of this name already.
    500, logged and told to nobody
    500, logged and told to nobody

    # Requests
    401 Send the header `Authorization: Bearer <key>`, with an API key of the store or with the admin key. The admin key is in AWS Secrets Manager; the output AdminKeySecretArn of the deployed stack names the secret.
    404 There is nothing at this address. The API is below /api/v1.
    404 
    405 Use one of the methods in the `Allow` header.
    415 Send the header `Content-Type: application/json`.
    400 Send valid JSON: EOF while parsing an object at line 1 column 1.
    422 Change the body: missing field `template` at line 1 column 2.
    422 Change the body: trigger: unknown variant `charge_lost`, expected one of `subscription_started`, `subscription_paused`, `subscription_resumed`, `subscription_canceled`, `subscription_expired`, `upcoming_order`, `order_skipped`, `order_processed`, `charge_will_be_retried`, `charge_failed`, `charge_paid`, `customer_account_activation` at line 1 column 39.
    400 Change the query string: limit: invalid digit found in string.
    400 Change the query string: page: unknown field `page`, expected `cursor` or `limit`.
    "#);
}
