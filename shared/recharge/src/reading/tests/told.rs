//! What a text is told: nothing that only tells something loses a webhook, and every value is one that a customer can read.

use std::collections::BTreeSet;

use rechime_domain::occurrence::Occurrence;

use super::{recorded::handled, *};

/// Fields that decide nothing and make no key.
const TOLD: [&str; 34] = [
    "analytics_data",
    "billing_province",
    "cancellation_reason",
    "cancellation_reason_comments",
    "charge_attempts",
    "client_details",
    "currency",
    "customer_hash",
    "discounts",
    "external_order_number",
    "first_name",
    "grams",
    "hash",
    "images",
    "include",
    "last_charge_attempt",
    "last_name",
    "line_items",
    "note",
    "note_attributes",
    "number_times_tried",
    "order_attributes",
    "presentment_currency",
    "price",
    "processed_at",
    "product_title",
    "properties",
    "province",
    "quantity",
    "shopify_order_number",
    "sku",
    "title",
    "unit_price",
    "zip",
];

fn wrong() -> [Value; 12] {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    [
        json!(null),
        json!(true),
        json!(-1),
        json!(1.5),
        json!("24,30"),
        json!("\u{fffe}\u{ffff}"),
        json!("\u{0}\u{1f}"),
        json!([null]),
        json!([null, 7, {"title": {}, "price": "free", "quantity": "two"}]),
        json!({"ecommerce": {}}),
        json!({"a": {"b": []}}),
        deep,
    ]
}

/// The places of told fields in a payload.
fn places(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let place = format!("{at}/{name}");
                if TOLD.contains(&name.as_str()) {
                    found.insert(place.clone());
                }
                places(inner, &place, found);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                places(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Every recorded payload with each of its told fields.
fn each_told_field() -> impl Iterator<Item = (recorded::Row, String)> {
    handled().flat_map(|row| {
        let mut found = BTreeSet::new();
        places(&row.payload(), "", &mut found);
        found.into_iter().map(move |place| (row, place))
    })
}

fn happened(reading: &Reading) -> Option<(String, Option<String>)> {
    reading.occurrence().map(|it| (it.key.as_str().to_owned(), it.customer.clone()))
}

#[test]
fn a_value_that_only_tells_something_never_loses_the_webhook() {
    let mut tried = 0;
    for (row, place) in each_told_field() {
        let plain = row.read(row.received_at).unwrap();
        for value in wrong() {
            let mut payload = row.payload();
            *payload.pointer_mut(&place).unwrap() = value;
            let read = read_at(row.topic, &payload, row.received_at);
            let reading = read.unwrap_or_else(|error| panic!("{} {place}: {error}", row.file));
            assert_eq!(
                (told(&reading), happened(&reading)),
                (told(&plain), happened(&plain)),
                "{} {place}",
                row.file
            );
            tried += 1;
        }
    }
    assert!(tried > 5_000, "{tried}");
}

/// `"x\ud83d"`: half of an emoji that somebody cut.
#[test]
fn half_a_character_loses_nothing_but_itself() {
    let mut tried = 0;
    for (row, place) in each_told_field() {
        let plain = row.read(row.received_at).unwrap();
        let mut payload = row.payload();
        *payload.pointer_mut(&place).unwrap() = json!("Oat-HALF-");
        for half in ["\\ud83d", "\\udE00", "\\uD83D\\u0041"] {
            let payload = RawValue::from_string(payload.to_string().replace("-HALF-", half)).unwrap();
            let Ok(Topic::Handled(topic)) = Topic::parse(row.topic) else { panic!("handled") };
            let reading = read(topic, &payload, time(row.received_at), "US").unwrap();
            assert_eq!(told(&reading), told(&plain), "{} {place}", row.file);
            tried += 1;
        }
    }
    assert!(tried > 1_000, "{tried}");
    let title =
        RawValue::from_string(r#"{"subscription": {"id": 7, "product_title": "Oat \ud83d"}}"#.to_owned())
            .unwrap();
    let reading =
        read(crate::topic::HandledTopic::SubscriptionCreated, &title, time("2026-11-21T12:00:00Z"), "US");
    assert_eq!(reading.unwrap().occurrence().unwrap().tags["product_title"], "Oat \u{fffd}");
}

fn occurrence(topic: &str, payload: &Value) -> Occurrence {
    read_at(topic, payload, "2026-11-25T12:00:00Z").unwrap().occurrence().unwrap().clone()
}

/// A charge's tag, or nothing.
fn tag(changes: &Value, name: &str) -> Value {
    let mut charge = json!({"id": 1, "status": "success", "total_price": "21.50", "currency": "USD"});
    charge.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    occurrence("charge/paid", &json!({ "charge": charge })).tags.remove(name).unwrap_or_default()
}

#[test]
fn a_text_names_what_the_customer_subscribed_to() {
    let named = |items: Value| tag(&json!({ "line_items": items }), "product_title");
    let insurance = json!({"title": "Shipping Protection", "price": "0.98", "purchase_item_type": "onetime", "purchase_item_id": 5});
    let coffee = json!({"title": "Dark Roast", "unit_price": "19.00", "purchase_item_type": "subscription", "purchase_item_id": 6});
    assert_eq!(named(json!([insurance, coffee])), "Dark Roast");
    assert_eq!(named(json!([coffee, insurance])), "Dark Roast");
    assert_eq!(named(json!([insurance])), "Shipping Protection");
    let untyped = json!({"title": "Dark Roast", "subscription_id": 6});
    for once in [json!({"title": "Gift"}), json!({"title": "Gift", "type": "ONETIME", "subscription_id": 5})]
    {
        assert_eq!(named(json!([once, untyped])), "Dark Roast");
    }
    let typed = json!({"title": "Dark Roast", "type": "SUBSCRIPTION", "subscription_id": 6});
    assert_eq!(named(json!([untyped, typed, {"title": "Mug", "subscription_id": 7}])), "Dark Roast");
    assert_eq!(
        named(json!([null, 7, [], {"title": null, "purchase_item_type": "subscription"}, coffee])),
        "Dark Roast"
    );
    assert_eq!(named(json!([{"title": "A"}, {"title": "B"}])), "A");
    assert_eq!(named(json!([])), Value::Null);
    let both = json!({ "line_items": [insurance, coffee] });
    assert_eq!((tag(&both, "price"), tag(&both, "total_price")), (json!("19.00"), json!("21.50")));
    let order = json!({"order": {"id": 2, "status": "success", "line_items": [insurance, coffee]}});
    assert_eq!(occurrence("order/processed", &order).tags["product_title"], "Dark Roast");
}

#[test]
fn quantities_and_amounts_are_told_as_they_are_meant() {
    let line = |line: Value, name: &str| tag(&json!({ "line_items": [line] }), name);
    for (quantity, told) in [
        (json!(1.0), json!(1)),
        (json!("2.00"), json!(2)),
        (json!(1.5), json!(null)),
        (json!("two"), json!(null)),
    ] {
        assert_eq!(line(json!({ "quantity": quantity }), "quantity"), told);
    }
    for (price, told) in [
        (json!("24,30"), json!("24.30")),
        (json!("1.234,50"), json!("1234.50")),
        (json!("free"), json!(null)),
    ] {
        assert_eq!(line(json!({ "unit_price": price }), "price"), told);
    }
    for (total, currency, told) in [
        (json!(3500), "JPY", "3500"),
        (json!("3500.00"), "jpy", "3500"),
        (json!(3.125), "KWD", "3.125"),
        (json!("12.5"), "BHD", "12.500"),
        (json!(12000), "KRW", "12000"),
        (json!("9990"), "CLP", "9990"),
        (json!(21.5), "EUR", "21.50"),
    ] {
        let charge =
            json!({ "total_price": total, "currency": currency, "line_items": [{ "price": total }] });
        assert_eq!(tag(&charge, "total_price"), told, "{currency}");
        assert_eq!(tag(&charge, "price"), told, "{currency}");
        assert_eq!(tag(&charge, "currency"), currency.to_uppercase());
    }
    let yen = subscription(&json!({ "price": 3500, "presentment_currency": "jpy" }));
    let tags = occurrence("subscription/created", &yen).tags;
    assert_eq!((&tags["price"], &tags["currency"]), (&json!("3500"), &json!("JPY")));
    assert_eq!(tag(&json!({ "currency": "dollars" }), "currency"), Value::Null);
    let order = json!({"order": {"id": 2, "status": "success", "currency": "KWD", "total_price": 3.125}});
    assert_eq!(occurrence("order/processed", &order).tags["total_price"], "3.125");
}

#[test]
fn what_rounds_to_nothing_was_not_paid() {
    let paid = |total: &str, currency: &str| {
        let charge =
            json!({"charge": {"id": 1, "status": "success", "total_price": total, "currency": currency}});
        told(&read_at("charge/paid", &charge, "2026-11-25T12:00:00Z").unwrap())
    };
    assert_eq!(
        (paid("0.001", "USD").as_str(), paid("0.4", "JPY").as_str()),
        ("nothing_to_pay", "nothing_to_pay")
    );
    assert_eq!(paid("0.001", "KWD"), "charge_paid charge:1:paid");
}

#[test]
fn a_date_has_its_year_where_it_is_far() {
    let next = |day: &str| {
        let payload = subscription(
            &json!({ "next_charge_scheduled_at": day, "created_at": "2026-11-25T10:00:00+00:00" }),
        );
        occurrence("subscription/created", &payload).tags["next_charge_date"].clone()
    };
    assert_eq!(next("2027-11-25"), "Nov 25, 2027");
    assert_eq!(
        (next("2027-01-15"), next("2026-12-25"), next("2027-06-01")),
        (json!("Jan 15"), json!("Dec 25"), json!("Jun 1, 2027"))
    );
    let paused = subscription(&json!({ "next_charge_scheduled_at": "2028-01-15" }));
    assert_eq!(occurrence("subscription/paused", &paused).tags["resume_date"], "Jan 15, 2028");
    assert_eq!(tag(&json!({ "scheduled_at": "2025-11-25" }), "charge_date"), "Nov 25, 2025");
    let failed = json!({"charge": {"id": 1, "status": "error", "error_type": "CARD_DECLINED", "retry_date": "2026-12-28"}});
    assert_eq!(occurrence("charge/failed", &failed).tags["retry_date"], "Dec 28");
}

#[test]
fn what_is_no_name_is_not_greeted() {
    let with = |first: Value, last: Value, shipping: Value| {
        let order = json!({"order": {"id": 2, "status": "success", "shipping_address": {"first_name": shipping, "last_name": "Lopez"},
            "customer": {"id": 9, "first_name": first, "last_name": last}}});
        let mut tags = occurrence("order/processed", &order).tags;
        [tags.remove("first_name"), tags.remove("last_name")].map(Option::unwrap_or_default)
    };
    for none in [
        "null",
        "N/A",
        "-",
        "\u{200b}",
        "http://evil.example",
        "Ana see evil.com/x",
        "{{ first_name }}",
        "a@b.example",
        "null null",
        "#REF!",
        "\u{2060}\u{feff}",
        "www.evil.example",
        "evil.example",
        "Ana, win at evil.agency/now",
    ] {
        assert_eq!(with(json!(none), json!(none), json!("Maya")), [json!("Maya"), json!("Lopez")], "{none}");
        assert_eq!(with(json!(none), json!("Lee"), json!(none)), [json!(null), json!("Lee")], "{none}");
    }
    assert_eq!(with(json!("O&#39;Brien"), json!("Na"), json!("Maya")), [json!("O'Brien"), json!("Na")]);
    let mut asked =
        read_at("subscription/paused", &subscription(&json!({})), "2026-11-21T12:00:00Z").unwrap();
    let name = |name: &str| crate::payload::customer::CustomerProfile {
        first_name: Some(name.to_owned()),
        ..Default::default()
    };
    asked.enrich(&name("https://evil.example"), "US");
    assert!(!asked.occurrence().unwrap().tags.contains_key("first_name"));
    asked.enrich(&name("Kim"), "US");
    assert_eq!(asked.occurrence().unwrap().tags["first_name"], "Kim");
}

#[test]
fn titles_reasons_and_order_numbers_are_clean() {
    let title = |title: &str| tag(&json!({ "line_items": [{ "title": title }] }), "product_title");
    assert_eq!(title("Men&#39;s Tee &amp; Socks"), "Men's Tee & Socks");
    assert_eq!(title("<b>Dark</b> Roast<br>1½ lb"), "Dark Roast 1½ lb");
    assert_eq!(title("Salt &AMP; Pepper &#x1F336;"), "Salt & Pepper 🌶");
    assert_eq!(title("Men&amp;#39;s"), "Men&#39;s", "once");
    assert_eq!(title("\u{202e}Roast"), "Roast");
    assert_eq!((title("null"), title("—"), title("\u{fffe}")), (Value::Null, Value::Null, Value::Null));
    let canceled = subscription(
        &json!({ "status": "cancelled", "cancellation_reason": "Too much &amp; too <i>often</i>" }),
    );
    assert_eq!(
        occurrence("subscription/cancelled", &canceled).tags["cancellation_reason"],
        "Too much & too often"
    );
    let number = |field: &str, number: Value| {
        let order = json!({"order": {"id": 2, "status": "success", field: number}});
        occurrence("order/processed", &order).tags.remove("order_number").unwrap_or_default()
    };
    assert_eq!(number("external_order_number", json!({"ecommerce": "#1042"})), "1042");
    assert_eq!(number("external_order_number", json!({"ecommerce": 1042})), "1042");
    assert_eq!(number("shopify_order_number", json!("#1042")), "1042");
    assert_eq!(number("shopify_order_number", json!("&#35;1042")), "1042");
    assert_eq!(number("shopify_order_number", json!("ACME-#1042")), "ACME-#1042");
    assert_eq!(number("shopify_order_number", json!("null")), Value::Null);
    let hash = |hash: &str| tag(&json!({ "customer_hash": hash }), "customer_hash");
    assert_eq!(hash("1a2b"), "1a2b");
}

/// A wrong address does not lend its phone to another country, nor a gift's recipient to the customer.
#[test]
fn an_address_that_cannot_be_read_is_left_out_whole() {
    for broken in [
        json!({"phone": "(614) 555-0188", "country_code": {}}),
        json!({"phone": "(614) 555-0188", "is_gift": "maybe"}),
        json!(7),
    ] {
        let order = json!({"order": {"id": 2, "status": "success", "shipping_address": broken,
            "billing_address": {"phone": "020 7946 0958", "country": "United Kingdom"}}});
        let told = occurrence("order/processed", &order);
        assert_eq!(told.address.country.as_deref(), Some("GB"));
        assert!(
            matches!(told.phone, rechime_domain::occurrence::Phone::Known(it) if it.as_str() == "+442079460958")
        );
    }
}
