use proptest::{prelude::*, sample::select};

use crate::reply::{ReplyMeaning::*, hear, meaning};

/// What 47 CFR 64.1200(a)(10), Twilio and AWS take for a stop, and what carriers take in Spanish and French.
const PER_SE: &str = "(?i)(stop|quit|end|revoke|opt out|opt-out|optout|cancel|unsubscribe|stopall|stop all|remove|td\
                      |arret|alto|parar)";
const COURTESY: &str =
    "(?i)(please|pls|hi|hello|ok|sorry|thanks|thank you|now|kindly|por favor|gracias|hola|svp|merci|bonjour)";
const DECORATION: &str = "[ \\n\\t\"'“”‘’«».,;:!¡*_~()\\[\\]🙏😡🛑👎❤\u{fe0f}\u{200b}\u{a0}…-]{0,6}";
/// What customers write about, without a word that could ask to stop.
const SMALL_TALK: [&str; 44] = [
    "hi", "please", "my", "the", "Coffee", "order", "box", "when", "does", "it", "ship", "START", "help",
    "thanks", "great", "beans", "texts", "message", "number", "phone", "list", "you", "can", "want", "next",
    "month", "two", "bags", "Skip", "pause", "change", "address", "hola", "gracias", "pedido", "quiero",
    "bonjour", "commande", "merci", "for", "from", "like", "👍", "☕",
];

const GAP: &str = "[ ,.!?\\n]{1,3}";

/// Quotation marks of phones' languages.
const QUOTES: [(&str, &str); 9] = [
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("\"", "\""),
    ("「", "」"),
    ("『", "』"),
    ("”", "”"),
    ("‹", "›"),
    ("״", "״"),
];
/// Ends of what stores text.
const OUR_TEXTS: [&str; 6] = [
    "Reply STOP to opt out",
    "Reply HELP for help, STOP to stop. Msg & data rates may apply.",
    "Text STOP to end",
    "Responda STOP para sair",
    "Répondez STOP pour vous désabonner",
    "Antworte mit STOP zum Abmelden",
];

proptest! {
    /// Phones change their words from one version to the next, and are set to any language.
    #[test]
    fn a_reaction_in_words_that_nobody_knows_is_not_the_customers(
        words in "[а-яα-ωא-תก-ฮ가-힣]{2,9}( [а-яα-ωא-תก-ฮ가-힣]{2,9}){0,3}", behind in any::<bool>(),
        (open, close) in select(QUOTES.to_vec()), text in select(OUR_TEXTS.to_vec()),
    ) {
        let quoted = format!("{open}Blue Door: Your order has shipped. {text}{close}");
        let reply = if behind { format!("{quoted}{words}") } else { format!("{words} 👍 {quoted}") };
        prop_assert_eq!(meaning(&reply), Other, "{}", reply);
    }

    #[test]
    fn a_stop_beside_a_quote_of_ours_is_one(
        (open, close) in select(QUOTES.to_vec()), text in select(OUR_TEXTS.to_vec()), keyword in PER_SE, before in any::<bool>(),
    ) {
        let quoted = format!("{open}Blue Door: Your order has shipped. {text}{close}");
        let reply = if before { format!("{keyword}. {quoted}") } else { format!("{quoted}\n{keyword}") };
        prop_assert_eq!(meaning(&reply), Stop, "{}", reply);
    }

    #[test]
    fn a_keyword_stays_one_in_any_dress(
        before in DECORATION, opening in COURTESY, between in DECORATION, keyword in PER_SE,
        after in DECORATION, closing in COURTESY, end in DECORATION,
    ) {
        for dressed in [
            format!("{before}{keyword}{end}"),
            format!("{opening} {between}{keyword}{end}"),
            format!("{before}{keyword}{after} {closing}{end}"),
            format!("{before}{opening} {between}{keyword}{after} {closing}{end}\n\nSent from my iPhone"),
        ] {
            prop_assert_eq!(meaning(&dressed), Stop, "{}", dressed);
        }
    }

    #[test]
    fn a_keyword_at_the_end_of_a_long_reply_is_heard(
        talk in prop::collection::vec(select(&SMALL_TALK), 100..250), keyword in PER_SE,
    ) {
        prop_assert_eq!(meaning(&format!("{}. {keyword}", talk.join(" "))), Stop);
    }

    #[test]
    fn small_talk_never_stops(talk in prop::collection::vec((select(&SMALL_TALK), GAP), 0..40)) {
        let reply: String = talk.into_iter().flat_map(|(word, gap)| [word.to_owned(), gap]).collect();
        prop_assert_ne!(meaning(&reply), Stop, "{}", reply);
    }

    #[test]
    fn a_reaction_never_counts_for_what_it_quotes(
        reaction in "(Liked|Loved|Disliked|Laughed at|Emphasized|Questioned|👍 to|Reacted 😂 to|A aimé|Le gustó)",
        ours in "[A-Za-z :.!']{0,60}Reply STOP to opt out[A-Za-z \\n.!]{0,20}",
    ) {
        for quoted in [format!("“{ours}”"), format!("\"{ours}\""), format!("« {ours} »")] {
            let reply = format!("{reaction} {quoted}");
            prop_assert_eq!(meaning(&reply), Other, "{}", reply);
        }
    }

    #[test]
    fn only_the_very_word_starts(
        word in "(?i)(start|unstop)", before in "[ \\n\"'“*.]{0,3}", after in "[ \\n\"'”*.!👍]{0,3}",
        more in select(&SMALL_TALK), gap in GAP,
    ) {
        prop_assert_eq!(meaning(&format!("{before}{word}{after}")), Start);
        prop_assume!(more.is_ascii());
        for reply in [format!("{word}{gap}{more}"), format!("{more}{gap}{word}")] {
            prop_assert_ne!(meaning(&reply), Start, "{}", reply);
        }
    }

    #[test]
    fn no_text_breaks_it(text in any::<String>(), word in PER_SE, other in any::<String>()) {
        let _ = hear(&text);
        let _ = hear(&format!("{text}{word}{other}"));
    }
}
