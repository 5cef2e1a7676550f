//! The exports of other tools, known by their columns.
//!
//! A format says which column is the consent and what a yes and a no in it mean; the values themselves are read by
//! [`answer`](super::answer). What is not here is read by the names of its columns, or by what the merchant says of them.
//!
//! **Recart** describes no export of its subscribers in public (help.recart.com tells of imports only), and what it hands
//! out on request is not known. Such a file is read by its columns' names, or is refused until the merchant names its
//! consent column. Of **Attentive** only what is told in public is here.

use super::{
    answer::Question,
    columns::Column::{self, ConsentAt, Phone, Profile, Wording},
};
use crate::profile::ProfileField::{Country, Province, TimeZone, Zip};

/// An export of another tool.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Format {
    /// The tool.
    pub(super) name: &'static str,
    /// The columns by which it is known, as they are written.
    has: &'static [&'static str],
    /// Columns that it has not.
    lacks: &'static [&'static str],
    /// The column that says who agreed, and what it asks.
    pub(super) consent: (&'static str, Question),
    /// The others that are read, where the file has them; of several for one thing, the first.
    pub(super) columns: &'static [(Column, &'static str)],
    /// A column that is filled in on the first row of each person. Other rows are about further addresses.
    pub(super) first_row: Option<&'static str>,
    /// Whether a time without a zone is one of UTC, and not of the store's clocks.
    pub(super) is_utc: bool,
}

/// Each format, the more particular ones first.
const FORMATS: [Format; 7] = [
    // Our own, as `export` writes it.
    Format {
        name: "rechime",
        has: &["phone", "consent", "consent_source", "consent_at", "wording"],
        lacks: &[],
        consent: ("consent", Question::Consent),
        columns: &[
            (Phone, "phone"),
            (ConsentAt, "consent_at"),
            (Wording, "wording"),
            (Profile(TimeZone), "time_zone"),
            (Profile(Country), "country"),
            (Profile(Province), "province"),
            (Profile(Zip), "zip"),
        ],
        first_row: None,
        is_utc: true,
    },
    // `Accepts SMS Marketing` is yes or no, and has no date. The phone is that of the column `Phone`, with an apostrophe
    // before it, and not that of an address.
    // <https://help.shopify.com/en/manual/customers/import-export-customers>, as repeated by
    // <https://ascendfs.zendesk.com/hc/en-us/articles/26465992706843-Importing-a-Customer-List-via-CSV-File>
    Format {
        name: "shopify",
        has: &["Accepts Email Marketing", "Accepts SMS Marketing", "Phone"],
        lacks: &[],
        consent: ("Accepts SMS Marketing", Question::Marketing),
        columns: &[
            (Phone, "Phone"),
            (Profile(Country), "Default Address Country Code"),
            (Profile(Country), "Country Code"),
            (Profile(Province), "Default Address Province Code"),
            (Profile(Province), "Province Code"),
            (Profile(Zip), "Default Address Zip"),
            (Profile(Zip), "Zip"),
        ],
        first_row: None,
        is_utc: false,
    },
    // Columns: <https://matrixify.app/documentation/customers/>. The values are Shopify's own, in any spelling:
    // subscribed, unsubscribed, not subscribed, pending, redacted
    // (<https://shopify.dev/docs/api/admin-graphql/latest/enums/CustomerSmsMarketingState>). `State` is that of the
    // account. A customer with several addresses has several rows, of which the first says TRUE in `Top Row`.
    Format {
        name: "matrixify",
        has: &["Phone", "SMS Marketing: Status"],
        lacks: &[],
        consent: ("SMS Marketing: Status", Question::Consent),
        columns: &[
            (Phone, "Phone"),
            (ConsentAt, "SMS Marketing: Updated At"),
            (Profile(Country), "Address Country Code"),
            (Profile(Country), "Address Country"),
            (Profile(Province), "Address Province Code"),
            (Profile(Province), "Address Province"),
            (Profile(Zip), "Address Zip"),
        ],
        first_row: Some("Top Row"),
        is_utc: false,
    },
    // SUBSCRIBED, UNSUBSCRIBED, NEVER_SUBSCRIBED. What Klaviyo asks of a file to import has the same columns, with
    // Subscribe, Unsubscribed, Never subscribed. `SMS Transactional Consent` is another consent, and is left alone.
    // <https://developers.klaviyo.com/en/docs/collect_email_and_sms_consent_via_api>,
    // <https://help.klaviyo.com/hc/en-us/articles/360035428731-How-to-upload-a-list-of-SMS-contacts>
    Format {
        name: "klaviyo",
        has: &["Phone Number", "SMS Marketing Consent"],
        lacks: &[],
        consent: ("SMS Marketing Consent", Question::Consent),
        columns: &[
            (Phone, "Phone Number"),
            (ConsentAt, "SMS Marketing Consent Timestamp"),
            (ConsentAt, "SMS Marketing Timestamp"),
            (Profile(Country), "Country"),
            (Profile(Province), "State / Region"),
            (Profile(Province), "Region"),
            (Profile(Zip), "Zip Code"),
            (Profile(Zip), "Zip"),
        ],
        first_row: None,
        is_utc: true,
    },
    // Postscript exports a segment at a time. Its export of those who unsubscribed has `opt_out_time` and
    // `opt_out_reason`. Public code reads both files so; Postscript itself tells no columns.
    Format {
        name: "postscript_unsubscribed",
        has: &["phone_number", "subscriber_created_at_utc", "opt_out_time"],
        lacks: &[],
        consent: ("opt_out_time", Question::OptOutAt),
        columns: &[(Phone, "phone_number"), (ConsentAt, "opt_out_time")],
        first_row: None,
        is_utc: true,
    },
    // Its export of subscribers: `subscriber_created_at_utc` is the time of the consent. A line without it says nothing.
    // <https://help.klaviyo.com/hc/en-us/articles/360035428731-How-to-upload-a-list-of-SMS-contacts>, "Postscript"
    Format {
        name: "postscript",
        has: &["phone_number", "subscriber_created_at_utc"],
        lacks: &["opt_out_time", "opt_out_reason"],
        consent: ("subscriber_created_at_utc", Question::ConsentAt),
        columns: &[(Phone, "phone_number"), (ConsentAt, "subscriber_created_at_utc")],
        first_row: None,
        is_utc: true,
    },
    // Attentive hands out its export on request; those who opted out are told in `opt_out`. Its other columns and values
    // are told nowhere in public. So a yes or a date there is an opt-out, and nobody is subscribed by such a file until
    // the merchant says which value means that. <https://help.klaviyo.com/hc/en-us/articles/360035428731-How-to-upload-a-list-of-SMS-contacts>, "Attentive"
    Format {
        name: "attentive",
        has: &["opt_out"],
        lacks: &["consent"],
        consent: ("opt_out", Question::OptOut),
        columns: &[],
        first_row: None,
        is_utc: true,
    },
];

impl Format {
    /// The format of a file with these columns. Tools spell their columns always alike, so the spelling counts.
    pub(super) fn of(header: &[String]) -> Option<&'static Self> {
        let has = |name: &&str| header.iter().any(|column| column.trim() == *name);
        FORMATS.iter().find(|format| format.has.iter().all(&has) && !format.lacks.iter().any(&has))
    }
}
