//! English.

use super::Say;

/// Defines the texts of the pages, section by section, and their English value.
macro_rules! words {
    ($($section:ident: $Section:ident { $($name:ident: $text:literal,)* })*) => {
        $(
            #[derive(Clone, Copy)]
            pub(crate) struct $Section { $(pub(crate) $name: &'static str,)* }
        )*

        /// All words of one language.
        #[derive(Clone, Copy)]
        pub(crate) struct Words {
            /// The tag of the language, as HTML has it.
            pub(crate) lang: &'static str,
            pub(crate) brand: &'static str,
            pub(crate) say: Say,
            $(pub(crate) $section: $Section,)*
        }

        /// English.
        pub(crate) static EN: Words = Words {
            lang: "en",
            brand: "Rechime",
            say: SAY,
            $($section: $Section { $($name: $text,)* },)*
        };
    };
}

const SAY: Say = Say {
    number: grouped,
    segments: |n| counted(n, "segment", "segments"),
    texts: |n| counted(n, "text", "texts"),
    percent,
    dollars: |cents| format!("${}.{:02}", grouped(cents / 100), cents % 100),
    tried_again: |n, kept| {
        let again = counted(n, "event is on its way again", "events are on their way again");
        if kept == 0 {
            format!("{again}. What fails once more comes back here.")
        } else {
            format!("{again}. {} cannot be tried again; remove them.", grouped(kept))
        }
    },
    failed_lately: |n| format!("{} could not be sent since yesterday.", counted(n, "text", "texts")),
    wait_from: |n, from| {
        if n == 1 {
            format!("1 text waits. It goes {from}.")
        } else {
            format!("{} texts wait. The first go {from}.", grouped(n))
        }
    },
    gone_by: |at| format!(" At the rate of your number, the last goes {at}."),
    flow_figures: |sent, clicked, opted_out, cost| {
        format!(
            "{} sent · {} clicked · {} opted out · {cost}",
            grouped(sent),
            grouped(clicked),
            grouped(opted_out)
        )
    },
    bar: |when, sent, delivered| format!("{when}: {} sent, {} delivered", grouped(sent), grouped(delivered)),
    faults: |n| format!("{} to correct. Nothing was saved.", counted(n, "thing", "things")),
    live: |n| format!("{} live.", if n == 1 { "1 flow is".to_owned() } else { format!("{n} flows are") }),
    live_of: |n, all| format!("{n} of {all} flows are live."),
    activate_all: |n| {
        if n == 12 { "Activate all twelve".to_owned() } else { format!("Activate the other {n}") }
    },
    zone: |zone| {
        let place = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
        if place == "UTC" { "Times are UTC.".to_owned() } else { format!("Times are in {place} time.") }
    },
    subscribers: |n, more| {
        if more {
            format!("{} of them on this page, the newest first.", grouped(n))
        } else {
            format!("{}, the newest first.", counted(n, "person", "people"))
        }
    },
    from_to: |from, to| format!("{from} to {to}"),
    cannot_read: |names| format!("The key cannot read {}.", listed(names)),
    message: |n| format!("Message {n}"),
    variant: |place| format!("Version {}", letter(place)),
    variant_percent: |place, percent| format!("Version {} · {percent}%", letter(place)),
    size: |segments, cost| format!("{} · ${cost:.4}", counted(segments, "segment", "segments")),
    after: |wait| format!("{wait} after the event"),
    quiet: |start, end| format!("From {start} to {end} on the customer's own clock, texts wait."),
    waits_until: |moment| format!("waits until {moment}"),
    frequency: |most, pause| {
        let most = format!("At most {} an hour", counted(most, "text", "texts"));
        if pause == 0 {
            most
        } else {
            format!("{most}, {} between promotions", counted(pause, "hour", "hours"))
        }
    },
    week: |weekdays, saturday, sunday, holidays| {
        let closed = if holidays { ". Not on federal holidays" } else { "" };
        if saturday == weekdays && sunday == weekdays {
            return format!("Every day {weekdays}{closed}");
        }
        format!("Weekdays {weekdays}. Saturday {saturday}. Sunday {sunday}{closed}")
    },
    law_cap: |most| format!("At most {} in 24 hours", counted(most, "promotion", "promotions")),
    by: |moment, name| format!("{moment} by {name}"),
    people: |n| counted(n, "person", "people"),
    version: |n| format!("Version {n}"),
    duration,
    used: |used, of| format!("{used} of {of} characters"),
    cost: |dollars| (format!("${dollars:.4}"), format!("${:.2}", dollars * 1_000.0)),
};

fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// `A` for 0, `B` for 1.
fn letter(place: usize) -> char {
    u8::try_from(place).ok().and_then(|place| b'A'.checked_add(place)).map_or('?', char::from)
}

/// `Orders`, `Orders and Payments`, `Orders, Payments and Customers`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `1,204`.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join(",")
}

/// `98%`, `3.2%` below ten, and never `100%` or `0%` of what is not all or nothing.
#[expect(clippy::cast_precision_loss, reason = "shown with two digits")]
fn percent(part: u64, of: u64) -> String {
    let share = part as f64 * 100.0 / of as f64;
    match share {
        _ if of == 0 => "–".to_owned(),
        _ if part >= of => "100%".to_owned(),
        _ if part == 0 => "0%".to_owned(),
        share if share < 0.1 => "<0.1%".to_owned(),
        share if share < 9.95 => format!("{share:.1}%"),
        share => format!("{:.0}%", share.min(99.0)),
    }
}

/// `90 minutes`, `2 hours`, `3 days`: in the largest unit that leaves no rest.
fn duration(minutes: u64) -> String {
    match minutes {
        n if n > 0 && n.is_multiple_of(1_440) => counted(n / 1_440, "day", "days"),
        n if n > 0 && n.is_multiple_of(60) => counted(n / 60, "hour", "hours"),
        n => counted(n, "minute", "minutes"),
    }
}

words! {
    common: Common {
        save: "Save",
        cancel: "Cancel",
        more: "Show more",
        none: "None",
        copy: "Copy",
        copied: "Copied",
    }
    moments: MomentWords {
        today: "today",
        tomorrow: "tomorrow",
        yesterday: "yesterday",
        at: "at",
        never: "never",
    }
    frame: FrameWords {
        skip: "Skip to content",
        menu: "Menu",
        close: "Close",
        stores: "Stores",
        switch_store: "Switch store",
        sign_out: "Sign out",
        overview: "Overview",
        flows: "Automated Flows",
        subscribers: "Subscribers",
        replies: "Replies",
        activity: "Activity",
        integrations: "Integrations",
        settings: "Settings",
    }
    failure: FailureWords {
        not_found_title: "There is nothing here",
        not_found: "The address may be mistyped, or what was here is gone.",
        refused_title: "That did not work",
        unreadable: "The form did not arrive whole. Go back, and send it again.",
        unreadable_address: "The address cannot be read. Open the page from the menu.",
        not_allowed: "This address takes no such request. Open the page from the menu.",
        ours_title: "Something went wrong",
        ours: "Something went wrong on our side. It was logged. Try again in a moment.",
        back: "Back to the overview",
    }
    sign_in: SignInWords {
        title: "Sign in",
        key: "Admin key",
        where_key: "Where is the key?",
        where_key_answer: "In AWS Secrets Manager, in the account where Rechime is deployed. The stack's output AdminKeySecretArn names the secret.",
        name: "Your name",
        name_hint: "The history shows it beside what you change.",
        button: "Sign in",
    }
    account: AccountWords {
        title: "Your account",
        lead: "You are signed in as",
        everywhere: "Sign out everywhere",
        everywhere_text: "Ends every session that was opened with this admin key, on all devices and for everybody.",
    }
    stores: StoresWords {
        title: "Stores",
        add: "Add a store",
    }
    store_new: StoreNewWords {
        first_title: "Name your store",
        title: "Add a store",
        lead: "You can change all of this later, in Settings.",
        button: "Create store",
    }
    store_fields: StoreFieldWords {
        name: "Store name",
        name_hint: "Customers see it at the start of each text, so use the name they know.",
        time_zone: "Time zone",
        time_zone_hint: "Used for your reports, and for customers whose own time zone is not known.",
        country: "Country",
        country_hint: "Two letters, such as US. For phone numbers without a country code.",
        consent: "Who may be texted",
        checkout_phones: "Customers who gave a phone at checkout, and your own list",
        checkout_phones_hint: "They get notices about their own orders and subscriptions. Anything that sells still needs a consent of its own. Anybody who replies STOP gets nothing more.",
        own_list: "Only your own list of subscribers",
        own_list_hint: "Until you add or import subscribers, or your sign-up form does, nobody gets a text.",
    }
    overview: OverviewWords {
        title: "Overview",
        needs: "Needs you",
        setup: "Set up your store",
        done: "done",
        latest: "Latest texts",
        all_activity: "All activity",
        no_texts: "No texts yet",
        no_texts_text: "As soon as Recharge reports an event that one of your active flows is about, it shows here with the reason why a text was sent or not.",
        connect: "Connect Recharge",
        connect_text: "Rechime hears about skipped orders, failed charges and ten more events as they happen.",
        connect_action: "Connect",
        activate: "Activate your flows",
        activate_text: "Twelve texts are ready to send. Read them, change what you like, and switch them on.",
        activate_action: "See the flows",
        contact: "Say whom customers can turn to",
        contact_text: "Carriers want the answer to HELP to name a phone number, an e-mail address or a site.",
        contact_action: "Add contact",
        lead_setup: "A few steps, and your first text can go.",
        mend: "Fix it",
        look: "Look",
        parked: "Some events could not be handled. Look at them, and try them again.",
        waiting: "Waiting",
        waiting_all: "Show them",
        waiting_none: "Nothing waits for the next 24 hours.",
        waiting_note: "Each is looked at once more when its turn comes, and is skipped if it is no longer true.",
        later: "later",
    }
    report: ReportWords {
        title: "Results",
        period: "Period",
        today: "Today",
        week: "7 days",
        month: "30 days",
        sent: "Sent",
        delivered: "Delivered",
        clicked: "Clicked",
        opted_out: "Opted out",
        cost: "Cost",
        told: "by your provider",
        estimated: "estimated for US numbers",
        not_sent: "Did not arrive:",
        skipped: "skipped",
        failed: "failed",
        undelivered: "not delivered",
        by_day: "Texts by day",
        by_hour: "Texts by hour",
        chart_help: "The table below the chart has the figures.",
        not_yet: "Sent, and not reported as delivered",
        table_days: "Figures by day",
        table_hours: "Figures by hour",
        day: "Day",
        hour: "Hour",
        none: "No text was sent in this time.",
        flow: "Report",
        texts: "By message and version",
        text: "Message",
        share: "Share",
        removed: "A message that was removed",
        texts_note: "Texts that were changed in this time count where they stood.",
        skips: "Why texts were not sent",
        skips_none: "No text was skipped in this time.",
    }
    skips: SkipWords {
        any: "Any reason",
        flow_not_active: "The flow was not live",
        flow_deleted: "The flow was deleted",
        step_removed: "The message was removed from the flow",
        opted_out: "Opted out",
        consent_void: "Number out of use",
        no_consent: "No consent",
        promotion_needs_consent: "No consent to promotions",
        no_phone: "No phone number",
        phone_unusable: "The phone number is none",
        dropped_in_quiet_hours: "Dropped in quiet hours",
        dropped_by_law: "Dropped at hours that a law forbids",
        never_open: "No hour of the week is allowed",
        texted_recently: "Another promotion shortly before",
        daily_cap: "A law's limit of promotions a day",
        hourly_cap: "Your limit of texts an hour",
        not_in_audience: "Not in the audience",
        left_flow: "Left the flow",
        expired: "Too late",
        not_confirmed: "Recharge did not confirm it",
        superseded: "No longer true",
        date_moved: "The order was moved or skipped",
        text_failed: "The text could not be made",
    }
    state: StateWords {
        live: "Live",
        not_connected: "Not connected",
        problem: "Needs attention",
        active: "Live",
        draft: "Draft",
        inactive: "Paused",
    }
    integrations: IntegrationWords {
        title: "Integrations",
        lead: "Where events and consent come from.",
        recharge: "Recharge Subscriptions",
        recharge_text: "Subscriptions, orders and charges start your flows.",
        shopify: "Shopify customer consent",
        shopify_text: "Who agreed to texts in Shopify, and who took that back.",
        activate: "Activate",
        manage: "Manage",
    }
    recharge: RechargeWords {
        how_title: "Make an API key in Recharge",
        how_1: "In Recharge, open Tools & apps, then API tokens.",
        how_2: "Choose Create an API token, and name it Rechime.",
        how_3: "Under Permissions, tick Read for these four:",
        how_4: "Save, copy the key, and paste it here.",
        key: "API key",
        key_hint: "It stays in your own AWS account, encrypted. Rechime only reads with it, and registers its webhooks.",
        secret_summary: "Client secret (optional)",
        secret: "API client secret",
        secret_hint: "Recharge shows it beside the key. With it, Rechime checks the signature of each event. Without it, Rechime asks Recharge whether an event is true.",
        button: "Connect to Recharge",
        replace_button: "Replace the key",
        missing_how: "In Recharge, open Tools & apps, then API tokens. Choose your key, tick Read for what is missing, and save. Then paste the key again below.",
        is_missing: "missing",
        live_title: "Recharge is connected",
        live_text: "Events arrive within seconds. Every hour Rechime checks that all webhooks are in place, and fetches what they missed.",
        webhooks: "Webhooks",
        looked: "Last checked",
        since: "Connected since",
        shop: "Shop",
        signatures: "Signatures",
        signatures_on: "Checked",
        signatures_off: "Not checked: no client secret",
        not_yet: "Not yet",
        next: "Read the texts first",
        replace: "Replace key",
        disconnect: "Disconnect",
        disconnect_text: "Rechime removes its webhooks from Recharge and forgets the key. No further events arrive. Your settings, flows and subscribers stay.",
        disconnect_button: "Disconnect from Recharge",
        disconnected: "Recharge is disconnected. Your settings and flows are kept.",
        connected: "Connected to Recharge.",
    }
    shopify: ShopifyWords {
        lead: "Take over customers' consent to SMS marketing from Shopify.",
        first: "Connect Recharge first",
        first_text: "Shopify's webhooks use the address that connecting to Recharge makes.",
        first_button: "Connect Recharge",
        how_1: "In Shopify, open Settings, Notifications, Webhooks.",
        how_2: "Create a webhook with format JSON for each of these topics:",
        how_3: "Give each of them this address:",
        how_4: "Copy the signing secret from the bottom of that page, and paste it here.",
        saved: "The secret is saved. Consent that changes in Shopify now counts here.",
        deleted: "The secret is removed. Consent from Shopify no longer arrives.",
        secret: "Signing secret",
        button: "Save secret",
        delete: "Remove secret",
        on: "Receiving consent",
        off: "Not set up",
    }
    flows: FlowsWords {
        title: "Automated Flows",
        new: "New flow",
        recharge: "Recharge",
        recharge_text: "What happens to a subscription starts these.",
        not_connected: "Flows send once Recharge is connected.",
        connect: "Connect",
        all_live: "All flows are live.",
        waits: "Waits at night",
        sends: "Sends at any hour",
        drops: "Not sent at night",
        no_texts: "No texts in this time",
        no_sample: "The text cannot be shown. Open the flow to fix it.",
    }
    flow_new: FlowNewWords {
        title: "New flow",
        lead: "A second flow for the same event can have its own audience and texts. It starts as a draft copy of the default.",
        trigger: "Starts when",
        name: "Name",
        name_hint: "Only you see it, such as Failed charge, EU customers.",
        button: "Create flow",
    }
    triggers: TriggerWords {
        subscription_started: "A customer starts a subscription",
        subscription_paused: "A customer pauses a subscription",
        subscription_resumed: "A paused subscription starts again",
        subscription_canceled: "A customer cancels a subscription",
        subscription_expired: "A subscription comes to its end",
        upcoming_order: "An order comes up in a few days",
        order_skipped: "A customer skips an order",
        order_processed: "An order is confirmed",
        charge_will_be_retried: "A payment fails, and will be tried again",
        charge_failed: "A payment fails for good",
        charge_paid: "A payment succeeds",
        customer_account_activation: "A customer activates their account",
    }
    faults: FaultWords {
        whole_number: "write a whole number, such as 30",
        percent: "write a number from 1 to 99",
        days: "choose “is at most” or “is at least”, and write the days as a number such as 30",
        yes_no: "choose “is”, and write yes or no",
        about: "choose what the condition is about",
    }
    flow: FlowPageWords {
        name: "Flow name",
        activate: "Activate",
        save: "Save changes",
        pause: "Pause",
        history: "History",
        history_lead: "Every version that was saved. To restore one saves it anew, so nothing is ever lost.",
        history_empty: "No versions yet",
        history_empty_text: "The flow is as it was made. Each time that somebody saves it, the version shows here.",
        history_current: "Now",
        history_then: "In this version",
        history_now: "Now",
        history_same: "The same as now.",
        history_settings: "Quiet hours, audience or other settings of the flow were different, too.",
        restore: "Restore this version",
        restored: "The earlier version is restored.",
        reset: "Reset to default",
        delete: "Delete flow",
        text: "Text",
        click: "Click a message to edit it",
        edit_message: "Edit message",
        at_once: "at once",
        starts_when: "Starts when",
        as_whom: "Preview as",
        update: "Update preview",
        preview: "Preview",
        maya: "Maya, everything is known",
        little_known: "A customer of whom little is known",
        long_title: "Maya, with a long product title",
        emoji_title: "Maya, with an emoji in the product title",
        look_recent: "Use a real event of the last days",
        no_recent: "No such event happened in the last three days. Preview the flow with a sample.",
        group_recent: "Real events, as if they happened now",
        group_samples: "Samples",
        somebody: "Somebody",
        insert: "Insert",
        tags_how: "How do these fill in?",
        tags_how_default: "Words in double braces are filled in for each customer. If Recharge does not tell a value, the words after default stand in for it.",
        tags_how_if: "Words between {% if … %} and {% endif %} are sent only to customers whose value is known.",
        fallback_first_name: "there",
        fallback_product_title: "your product",
        a_text: "a text",
        a_thousand: "for 1,000 texts to US numbers",
        take_out: "Take them out",
        name_store: "Add the store name",
        say_stop: "Add the sentence",
        set_portal: "Set the address",
        wait: "Wait",
        wait_hint: "after the event",
        minutes: "minutes",
        hours: "hours",
        days: "days",
        only_if: "Only if",
        only_if_everybody: "Everybody gets this message",
        ab_none: "Everybody gets the same text",
        percent: "Percent of customers",
        add_alternative: "Try another text",
        remove: "Remove",
        add_message: "Add a follow-up message",
        remove_message: "Remove this message",
        quiet: "Quiet hours",
        quiet_hold: "Wait until they end",
        quiet_send: "Send anyway",
        quiet_drop: "Do not send",
        kind: "Kind of message",
        transactional: "Notice",
        promotional: "Promotion",
        kind_hint: "A notice is about what the customer bought. Promotions need a consent of their own, and obey the laws on hours and frequency.",
        audience: "Audience",
        audience_everybody: "Everybody whom the event is about",
        lifetime: "Too late after",
        lifetime_hint: "A text that would arrive later than this is not sent. Leave it empty for no limit.",
        exit: "Stop the flow early when",
        retries: "Send for each failed try, not only the first",
        links_as_written: "Send links as they are written. Clicks are not counted then",
        settings: "Flow settings",
        more_settings: "Audience, expiry, name",
        the: "The",
        match_all: "All of these",
        match_any: "Any of these",
        add_condition: "Add a condition",
        complex: "This condition was made through the API and is more than this form shows. It stays as it is.",
        complex_short: "a condition made through the API",
        and: " and ",
        or: " or ",
        choose: "Choose…",
        op_equal: "is",
        op_not_equal: "is not",
        op_contains: "contains",
        op_at_least: "is at least",
        op_at_most: "is at most",
        op_known: "has a value",
        group_event: "About the event",
        group_subscriber: "About the customer",
        group_engagement: "What they did",
        country: "Country",
        province: "State or province",
        zip: "Postal code",
        time_zone: "Stated time zone",
        consent: "Consent",
        received_days: "Days since their last Recharge text",
        clicked_days: "Days since they last clicked a link",
        received_ever: "Ever received a Recharge text (yes, no)",
        clicked_ever: "Ever clicked a link in one (yes, no)",
        value: "Value",
        field: "What",
        comparison: "How",
        waiting_note: "Texts that wait now get the new words. If you change when or for whom, they are decided anew within a minute or so.",
        activated: "The flow is live.",
        saved: "Saved. It counts from now on.",
        paused: "The flow is paused. Texts that were waiting are not sent.",
        was_reset: "The flow has its default text and settings again.",
        created: "The flow is a draft. Change it, then activate it.",
        activated_all: "All twelve flows are live.",
        deleted: "The flow is deleted.",
        draft_found: "Your unsaved changes are back.",
        draft_discard: "Discard them",
        unsaved: "Unsaved changes",
        broken: "This text cannot be made yet.",
        test_title: "Send a test",
        test_to: "Phone number",
        test_hint: "Sends this text as it is here to a phone of yours, at any hour. It is not counted.",
        test_button: "Send test",
        test_sent: "The test is on its way.",
        why: "Why then?",
        reset_title: "Reset to default?",
        reset_text: "The flow gets the default text and settings of its event again. Its name stays, and so does whether it is live.",
        reset_button: "Reset the flow",
        delete_title: "Delete this flow?",
        delete_text: "Its texts that still wait are not sent. What it sent stays in the activity.",
        delete_button: "Delete the flow",
        conflict_title: "Somebody else changed this flow",
        conflict_text: "While you were editing, another version was saved. Nothing of yours is lost: compare the two, then decide.",
        conflict_yours: "Yours, not saved yet",
        conflict_theirs: "Theirs, saved now",
        conflict_keep_mine: "Save mine over it",
        conflict_edit: "Go on editing mine",
        conflict_keep_theirs: "Keep theirs",
        conflict_same: "The messages are the same. Other settings differ.",
        not_sent: "Not sent",
        sent_at_once: "Sent at once",
    }
    activity: ActivityWords {
        title: "Activity",
        lead: "Every text that was sent, waits or was skipped, with the reason.",
        why: "Why",
        all: "All",
        sent: "Sent",
        waiting: "Waiting",
        failed: "Failed",
        undelivered_all: "Not delivered",
        skipped: "Skipped",
        any_flow: "All flows",
        reason: "Reason",
        live: "Updates by itself",
        reload: "Reload",
        person: "Everything about this person",
        filter: "Filter",
        flow: "Flow",
        empty: "Nothing here yet",
        empty_text: "Once Recharge reports an event that a flow is about, it shows here, whether a text was sent or not.",
        no_match: "Nothing matches",
        no_match_text: "No such text is among those that were looked through. Look further back, or show all.",
        show_all: "Show all",
        older: "Older",
        deleted_flow: "A deleted flow",
        until: "waits until",
        no_phone: "no phone",
        due: "On its way",
        held: "Waiting",
        sending: "Sending",
        accepted: "Sent",
        delivered: "Delivered",
        undelivered: "Not delivered",
        failed_state: "Failed",
        unknown: "Unclear",
        skipped_state: "Skipped",
        erased: "Erased",
        no_reason: "Nothing stood against it.",
    }
    replies: ReplyWords {
        title: "Replies",
        lead: "What customers wrote back, the newest first.",
        stop: "Stop",
        start: "Start",
        help: "Help",
        other: "Message",
        stop_done: "They are opted out. Nothing more is sent to them.",
        start_done: "They want texts again.",
        help_done: "They asked who you are.",
        answered: "Rechime answered",
        other_done: "Rechime does not answer this. Reply to them yourself if they wait for it.",
        no_words: "No words",
        empty: "No replies yet",
        empty_text: "What customers answer to your texts shows here. STOP, START and HELP are understood and answered without you.",
    }
    parked: ParkedWords {
        title: "Events that could not be handled",
        lead: "They are kept for 14 days with what stood against them. Fix the cause, then try them again.",
        empty: "Nothing to fix",
        empty_text: "Every event of the last 14 days was handled.",
        retry: "Try again",
        retry_all: "Try all again",
        remove: "Remove",
        payload: "What arrived",
        retried: "It is on its way again. If it fails once more, it comes back here.",
        removed: "It is removed.",
        recharge: "Event of Recharge",
        shopify: "Event of Shopify",
        event: "Event",
        send: "Text to send",
        feedback: "Reply or receipt",
        audience: "Run over the list",
        click: "Click",
        release: "Release of waiting texts",
    }
    settings: SettingsWords {
        title: "Settings",
        store: "Store",
        sms: "SMS",
        keys: "API keys",
        changes: "Changes",
        saved: "Saved. It counts within seconds, and texts that wait are decided anew.",
        stale: "Somebody else changed the settings while you were editing. Look once more, then save again.",
    }
    sms: SmsWords {
        laws_promotional: "Promotions obey the hours of the law",
        laws_all: "All texts obey the hours of the law",
        no_contact: "Not set: carriers ask for it",
    }
    quiet_hours: QuietHoursWords {
        title: "Quiet Hours",
        lead: "Customers are left in peace at night, on their own clock: by the time zone that they stated, their address, their area code, or your store's zone, in this order.",
        start: "Start",
        end: "End",
        none: "There are no quiet hours: texts go at any time of day.",
        none_short: "None",
        now: "What happens now",
        where_: "Where the customer is",
        clock: "Their clock",
        outcome: "A text that waits for quiet hours",
        goes: "goes at once",
        never: "does not go",
        noon: "noon",
        evening: "6 PM",
        midnight: "midnight",
        morning: "6 AM",
        quiet: "Quiet",
        open: "Texts go",
        bar: "Twenty-four hours, from noon to noon",
        flows: "Each flow says whether its texts wait, go anyway, or are dropped then.",
    }
    laws: LawsWords {
        title: "Laws",
        lead: "Laws only ever narrow what quiet hours allow. They are engineering's reading of the sources, not legal advice.",
        scope: "Which texts obey them",
        promotional: "Promotions only",
        promotional_hint: "Notices about orders and subscriptions go by quiet hours alone.",
        all: "All texts",
        all_hint: "The careful choice: notices, too, are sent only at lawful hours.",
        in_force: "In force for texts",
        to_choose: "Laws written for calls",
        to_choose_hint: "Whether they cover texts is disputed. Tick those that you want to obey as well.",
        closed: "closed",
        hours: "Hours",
    }
    frequency: FrequencyWords {
        title: "How often",
        smart: "Smart sending: hours between promotions",
        smart_hint: "After a promotion, a customer gets no other one for so many hours. 0 means no pause. At most 168, which is a week.",
        cap: "Texts an hour",
        cap_hint: "A phone gets no more texts than this from your store within an hour, 1 to 10. The rest is skipped, with the reason. Answers to STOP, START and HELP are never held back.",
    }
    contact: ContactWords {
        title: "Contact and links",
        contact: "Contact",
        contact_hint: "A phone number, an e-mail address or a site. The answer to HELP names it, and carriers do not register a sender without one.",
        portal: "Customer portal address",
        portal_hint: "Where customers manage a subscription. {hash} stands for the customer's own hash at Recharge, such as https://shop.example/tools/recurring/customers/{hash}/subscriptions. The merge tag Portal link puts it into a text.",
        as_written: "Send links as they are written",
        as_written_hint: "Otherwise each link of a text becomes a short link of its own, and you see who clicked.",
        link_host: "Site of short links",
        link_host_hint: "A name of your own that leads to Rechime's link API, such as link.shop.example. Without one, short links begin with the installation's address.",
        fold: "Replace typographic characters that make texts dearer",
        fold_hint: "Curly quotes and long dashes become plain ones, but never letters or links.",
    }
    keys: KeysWords {
        lead: "For other systems that work with this store: your sign-up form, your help desk, your own code.",
        new: "New key",
        name: "Name of the system",
        name_hint: "Such as Sign-up form.",
        scopes: "What it may do",
        read: "Read",
        read_hint: "Look at everything but secrets.",
        subscribers: "Change subscribers",
        subscribers_hint: "Add, change and import subscribers and their consent.",
        flows: "Change flows",
        flows_hint: "Change texts, and switch flows on and off.",
        settings: "Change settings",
        settings_hint: "Change the store's settings, and retry events.",
        button: "Create key",
        shown_title: "Copy the key now",
        shown_text: "It is shown this once. Only a hash of it is kept.",
        how: "Use it as",
        address: "at",
        empty: "No keys yet",
        empty_text: "Create one for each system, so that you can revoke one without the others.",
        last_used: "Last used",
        created: "Created",
        revoke: "Revoke",
        revoked: "The key is revoked.",
        revoke_title: "Revoke this key?",
        revoke_text: "The system that uses it is refused within a minute. This cannot be undone; you can create another key.",
        revoke_button: "Revoke the key",
    }
    changes: ChangesWords {
        lead: "Who changed what, for 400 days.",
        empty: "Nothing was changed yet",
        empty_text: "Every change of settings, flows, keys and subscribers shows here with the name of who made it.",
        admin_key: "Admin key",
        create_store: "created the store",
        connect_store: "connected Recharge",
        disconnect_store: "disconnected Recharge",
        put_shopify_secret: "saved Shopify's secret",
        delete_shopify_secret: "removed Shopify's secret",
        change_settings: "changed the settings",
        put_sender: "gave the store a sender of its own",
        delete_sender: "gave the store the installation's sender",
        create_flow: "created a flow",
        change_flow: "changed a flow",
        reset_flow: "reset a flow",
        restore_flow: "restored a flow's earlier version",
        activate_flow: "activated a flow",
        deactivate_flow: "paused a flow",
        delete_flow: "deleted a flow",
        create_campaign: "created a campaign",
        change_campaign: "changed a campaign",
        delete_campaign: "deleted a campaign",
        launch_campaign: "launched a campaign",
        cancel_campaign: "canceled a campaign",
        create_segment: "created a segment",
        change_segment: "changed a segment",
        delete_segment: "deleted a segment",
        create_key: "created an API key",
        revoke_key: "revoked an API key",
        change_subscriber: "changed a subscriber",
        import_subscribers: "imported subscribers",
        erase_person: "erased a person",
        revoke_links: "revoked a message's short links",
        retry_parked: "tried an event again",
        delete_parked: "removed an event",
        yes: "yes",
        no: "no",
        nothing: "none",
        was: "before:",
        now: "now:",
        changed: "changed",
        state: "State",
        messages: "Messages",
        stated_zones: "Places on the list are used",
        told_by: "Told",
        permissions: "Permissions",
        imported: "Imported",
        refused: "Refused lines",
    }
    subscribers: SubscriberWords {
        title: "Subscribers",
        lead: "The phones on your list, and what each of them said about texts.",
        add: "Add subscriber",
        search: "Phone number or its beginning, or e-mail",
        find: "Find",
        not_listed: "is not on the list.",
        empty: "No subscribers yet",
        empty_text: "They come from Shopify, from your sign-up form by an API key, or from a list that you import. Customers with a phone at checkout need not be here.",
        subscribed: "Subscribed",
        unsubscribed: "Opted out",
        void: "Number out of use",
        unknown: "Nothing said",
        by_merchant: "by your store",
        by_api: "by another system",
        by_import: "by an import",
        by_reply: "by a reply",
        by_shopify: "by Shopify",
        by_provider: "by the SMS provider",
        consent: "Consent",
        ledger: "What was said",
        no_ledger: "Nothing yet.",
        opt_out: "Opt out",
        opt_in: "They agreed",
        opt_out_text: "Somebody who opted out gets nothing more, at once. Only they can come back, by texting START.",
        only_they: "Only they can come back: they text START to your number.",
        wording: "Reason, or their own words",
        wording_sample: "Asked us on the phone to stop",
        wording_new: "What they were shown or said",
        wording_hint: "Kept with the consent, as evidence.",
        phone: "Phone number",
        agreed: "They agreed to texts from this store",
        agreed_hint: "Tick it only if they did.",
        place: "Where they are",
        place_hint: "Used for quiet hours and laws. A time zone that is stated here counts before all other evidence.",
        saved: "Saved.",
        opted_out: "They are opted out. What was waiting for them is not sent.",
        timeline: "Timeline",
        happened: "What happened",
        happened_nothing: "Nothing yet: no event was about them.",
        happened_all: "Whole timeline",
        timeline_lead: "What happened, and why. The newest first.",
        timeline_incomplete: "So many texts wait that not all of them were looked at. A text that waits may be missing here.",
        erase: "Erase this person",
        erase_text: "Everything that is kept of this person is removed for good: texts, receipts, clicks, replies, consent, and what waits for them. If they opted out, a hash of the phone keeps that, and they are not texted again. Delete them in Recharge and Shopify first, because what happens there later is kept again.",
        erase_left: "Not everything is erased yet. Press the button again, and it goes on where it stopped.",
        erased: "The person is erased.",
    }
    import: ImportWords {
        title: "Import",
        lead: "A list with a phone in each line. Importing it again changes nothing.",
        file: "CSV file",
        list: "List",
        list_hint: "The first line names the columns: phone, and if you have them consent, consent_at, country, province, zip, time_zone. Exports of Shopify, Klaviyo, Postscript and Matrixify are understood as they are. At most 1 MiB at once; longer lists are imported by the API.",
        consent: "Column that says who agreed",
        consent_hint: "Only if it is not recognised. A list without such a column is one of people who agreed.",
        subscribed_values: "Its values that mean: agreed",
        unsubscribed_values: "Its values that mean: opted out",
        values_hint: "Only if they are other words than yes and no. Put commas between several; (blank) is an empty field.",
        preview: "Preview",
        button: "Import",
        foreseen: "This would happen; nothing is saved yet",
        done: "Done",
        format: "Recognised as an export of",
        everybody: "No column says who agreed, so everybody in this list counts as somebody who did.",
        subscribed: "Subscribed",
        unsubscribed: "Opted out",
        updated: "Changed otherwise",
        unchanged: "Already known",
        opted_out: "Opted out before, and kept so",
        refused: "Refused",
        remarks: "Look at these lines",
        line: "Line",
        go_on: "There was not enough time for all. Import the same list again from line",
    }
}
