use proptest::prelude::*;

use super::{ReplyMeaning::*, *};

fn all_mean(expected: ReplyMeaning, replies: &[&str]) {
    let wrong: Vec<_> = replies.iter().filter(|reply| meaning(reply) != expected).collect();
    assert!(wrong.is_empty(), "should mean {expected:?}: {wrong:#?}");
}

#[test]
fn the_keywords_stop() {
    all_mean(
        Stop,
        &[
            "STOP",
            "stop",
            "Stop.",
            "STOP!!!",
            " stop \n",
            "\"STOP\"",
            "'stop'",
            "“Stop”",
            "STOP 🙏",
            "🛑",
            "🛑🛑",
            "STOPALL",
            "STOP ALL",
            "stop-all",
            "UNSUBSCRIBE",
            "Unsubscribe.",
            "CANCEL",
            "Cancel!",
            "END",
            "QUIT",
            "Revoke",
            "OPTOUT",
            "OPT OUT",
            "opt-out",
            "REMOVE",
            "ARRET",
            "Arrêt",
            "TD",
            "ALTO",
            "¡ALTO!",
            "PARAR",
            "Baja",
            "S T O P",
            "S.T.O.P.",
            "ＳＴＯＰ",
            "stoppp",
            "Stop stop STOP",
            "sotp",
            "unsuscribe",
            "STOP2END STOP",
        ],
    );
}

#[test]
fn any_reasonable_way_of_saying_so_stops() {
    all_mean(
        Stop,
        &[
            "Stop please!",
            "please stop texting me",
            "Please stop.",
            "Pls STOP",
            "No, stop",
            "no stop",
            "Not interested. STOP",
            "not interested stop",
            "Stop it",
            "stop these texts now",
            "STOP texting this number!",
            "I said stop",
            "can you stop",
            "Please stop at once",
            "Why won't you stop texting me",
            "why don't you stop",
            "how do I stop these?",
            "unsubscribe me",
            "I want to unsubscribe",
            "how do i unsubscribe?",
            "please opt me out",
            "Reply STOP to opt out",
            "take me off your list",
            "Remove me",
            "remove me from this list please",
            "remove my number",
            "don't text me",
            "Do not text me again",
            "do not contact me",
            "no more texts please",
            "No more messages",
            "no more",
            "leave me alone",
            "lose my number",
            "wrong number",
            "Sorry, you have the wrong number.",
            "I revoke my consent",
            "cancel please",
            "please cancel",
            "Cancel my subscription",
            "cancel all",
            "I'd like to cancel",
            "quit texting me",
            "Quit it",
            "end these texts",
            "I love the coffee but STOP",
            "Great coffee. Stop.",
            "Thanks! Unsubscribe please",
            "help me stop these texts",
            "I do not want to receive these",
            "I don't want any more messages",
            "cancel my order and stop texting me",
            "stop sending me stuff",
        ],
    );
}

#[test]
fn spanish_and_french_stop() {
    all_mean(
        Stop,
        &[
            "ALTO por favor",
            "Parar",
            "parar mensajes",
            "no más mensajes",
            "No mas",
            "¡Basta ya!",
            "Quiero cancelar",
            "quiero darme de baja",
            "Denme de baja por favor",
            "no me manden más mensajes",
            "No quiero recibir mensajes",
            "dejen de escribirme",
            "Deja de enviarme mensajes",
            "número equivocado",
            "stop por favor",
            "cancelar suscripción",
            "desuscribirme",
            "déjenme en paz",
            "arrêtez",
            "Arrêtez svp !",
            "arrêtez de m'écrire",
            "ARRET s'il vous plaît",
            "je veux me désabonner",
            "Désabonnement",
            "désinscription",
            "plus de messages",
            "Ne m'envoyez plus de SMS",
            "mauvais numéro",
            "stop merci",
            "je ne veux plus recevoir de messages",
            "Laissez-moi tranquille",
            "Arrêter les messages",
        ],
    );
}

#[test]
fn the_word_in_another_sense_is_left_to_people() {
    all_mean(
        Other,
        &[
            "can't stop loving it",
            "I cannot stop drinking this",
            "Don't stop",
            "please don't stop",
            "never stop making this",
            "non-stop",
            "I use it non stop",
            "nonstop",
            "Can't stop, won't stop",
            "I don't want to stop",
            "nothing can stop me",
            "I'll stop by the store tomorrow",
            "Is it near the bus stop?",
            "you're my one-stop shop",
            "it's hard to stop eating them",
            "don't stop texting me",
            "When does the sale stop?",
            "Did you stop selling decaf?",
            "does it stop leaking?",
            "I want to skip, not cancel my order",
            "I don't want to cancel",
            "can I cancel my order?",
            "Cancel my order",
            "cancel the decaf please",
            "at the end of the month",
            "the end",
            "see you this weekend",
            "remove the decaf from my order",
            "I quit coffee",
            "my order was canceled?",
            "I did not unsubscribe",
            "don't unsubscribe me",
            "no puedo parar de tomarlo",
            "no quiero cancelar",
            "je n'arrête pas d'en boire",
            "n'arrêtez pas",
            "n'arrête pas",
            "arrête pas",
            "en alto volumen",
            "please don't send my next box",
            "you did not text me about my order",
        ],
    );
}

#[test]
fn everything_else_is_other() {
    all_mean(
        Other,
        &[
            "",
            "   ",
            "👍",
            "Thanks!",
            "thank you",
            "ok",
            "yes",
            "no",
            "Y",
            "YES",
            "JOIN",
            "subscribe",
            "who is this?",
            "when does it start?",
            "start my subscription",
            "START please",
            "Where is my order?",
            "skip",
            "pause",
            "gracias",
            "merci",
            "¿Dónde está mi pedido?",
            "thanks for your help",
            "thanks for the info",
            "Can you help me with my order?",
            "stopover",
        ],
    );
}

#[test]
fn starting_takes_the_very_word() {
    all_mean(Start, &["START", "start", "Start.", "\"START\"", "START!", "UNSTOP", "unstop "]);
}

#[test]
fn asking_for_help_is_understood() {
    all_mean(
        Help,
        &[
            "HELP",
            "help!",
            "Help me",
            "help please",
            "I need help",
            "INFO",
            "info pls",
            "AIDE",
            "aide svp",
            "AYUDA",
            "¡Ayuda por favor!",
        ],
    );
}

proptest! {
    #[test]
    fn a_keyword_survives_any_dressing(
        keyword in "(?i)stop|unsubscribe|cancel|end|quit|revoke|opt out|optout|stopall|arret|alto",
        before in "[ \\n\"'“(.!*🙏😡-]{0,4}", after in "[ \\n\"'”).!?*🙏😡-]{0,4}", please in "( please|, please!| now| por favor| svp)?",
    ) {
        prop_assert_eq!(meaning(&format!("{before}{keyword}{please}{after}")), Stop);
    }

    #[test]
    fn no_text_breaks_it(text in "\\PC{0,80}") {
        prop_assert!(!text.is_empty() || meaning(&text) == Other);
    }
}
