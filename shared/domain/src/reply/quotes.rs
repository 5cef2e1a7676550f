//! What stands in quotes and repeats a text of ours. It says `Reply STOP to opt out`, and is not the customer's word.
//!
//! Phones send a reaction to a text as words of their own and that text in quotes, in the phone's language and in a form
//! that changes with its version. Those that are known are listed; what is quoted by others is told by what it says.

use std::sync::LazyLock;

use super::vocabulary::{self, Words};

/// What phones put before the quote of a text reacted to. Emoji do not count, so that `👍 to “...”` opens with `to`. iMessage
/// and Google Messages, as far as their languages are known.
static REACTIONS: LazyLock<Words> = LazyLock::new(|| {
    Words::parse(
        "liked, loved, disliked, laughed at, emphasized, emphasised, questioned, to, reacted to, reacted with to, \
         reacted with a sticker to, removed from, removed a|an like|heart|dislike|laugh|exclamation|question from, \
         removed a question mark from, removed a sticker from, \
         a aime, a adore, na pas aime, a ri de, a mis en evidence, a souligne, a mis en doute, a insiste sur, \
         a reagi avec a, reagi avec a, a reagi a, a retire un|une _ de, a supprime un|une _ de, \
         le gusto, le encanto, no le gusto, se rio de, le dio risa, enfatizo, cuestiono, exclamo por, dudo sobre, \
         reacciono con a, reacciono a, quito un|una _ de, elimino un|una _ de, \
         gostou de, curtiu, amou, adorou, nao gostou de, riu de, deu risada de, enfatizou, destacou, questionou, \
         reagiu com a, reagiu a, removeu um|uma _ de, \
         ha adorato, ha amato, piace, non piace, mi piace, ha messo a, ha riso a|di, ha riso per, ha enfatizzato, ha \
         evidenziato, ha dato enfasi a, ha messo in dubbio, ha reagito con a, ha reagito a, ha rimosso un|una _ da, \
         gefallt, gefallt mir, gefallt nicht, mag, liebt, liebte, lacht uber, lachte uber, hob, hinterfragt, \
         hinterfragte, betont, betonte, hat reagiert auf, reagierte mit auf, hat mit auf, hat mit reagiert auf, \
         vond, vindt, vindt leuk, hield van, lachte om, benadrukte, reageerde met op, reageerde op, heeft gereageerd op, \
         gillade, gillar, alskade, alskar, ogillade, skrattade at, betonade, ifragasatte, reagerade med pa, reagerade pa, \
         synes godt om, elskede, elsker, lo af, reagerede med pa, likte, elsket, lo av, reagerte med pa, \
         polubil, polubila, polubiono, uwielbia, nie lubi, smieje sie z, zareagowal na, zareagowala na, \
         понравилось, не понравилось, нравится, не нравится, обожает, смеется над, рассмешило, выделено, выделил, выделила, \
         вопрос к, под вопросом, реакция на, отреагировал на, отреагировала на, подобається, не подобається",
    )
});

/// What phones put before and after it.
const AROUND: [(&str, &str); 22] = [
    ("hat", "mit markiert"),
    ("hat", "markiert"),
    ("hat", "geliked"),
    ("hat", "hervorgehoben"),
    ("hat", "hinterfragt"),
    ("hat uber", "gelacht"),
    ("hob", "hervor"),
    ("gefallt", "nicht"),
    ("hat auf", "reagiert"),
    ("hat auf", "mit reagiert"),
    ("vond", "leuk"),
    ("vond", "geweldig"),
    ("vond", "niet leuk"),
    ("vond", "grappig"),
    ("heeft", "benadrukt"),
    ("heeft op", "gereageerd"),
    ("heeft", "leuk gevonden"),
    ("", "を強調しました"),
    ("", "にいいねしました"),
    ("", "を しました"),
    ("", "に しました"),
    ("", "にリアクションしました"),
];

/// Who speaks of themselves, or to us, is no phone.
const PERSONS: [&str; 30] = [
    "i", "im", "ive", "id", "ill", "me", "my", "we", "our", "you", "your", "u", "ur", "yall", "please",
    "pls", "plz", "it", "yo", "mi", "tu", "usted", "porfavor", "je", "jai", "moi", "mon", "vous", "ich",
    "bitte",
];

/// Tell what to send us: `Reply STOP`, `Responda STOP`, `Antworte mit STOP`.
const SEND: [&str; 40] = [
    "reply",
    "replying",
    "text",
    "txt",
    "send",
    "respond",
    "answer",
    "type",
    "responde",
    "responda",
    "responder",
    "envia",
    "envie",
    "enviar",
    "manda",
    "mande",
    "escribe",
    "escriba",
    "repondez",
    "reponds",
    "repondre",
    "envoyez",
    "envoie",
    "tapez",
    "antworte",
    "antworten",
    "sende",
    "senden",
    "schreibe",
    "rispondi",
    "rispondere",
    "invia",
    "scrivi",
    "antwoord",
    "stuur",
    "svara",
    "svar",
    "skicka",
    "odpowiedz",
    "ответьте",
];

/// Tell what that is good for: `STOP to end`, `STOP2END`, `STOP pour arrêter`.
const PURPOSE: [&str; 12] =
    ["to", "2", "para", "pour", "per", "om", "zum", "um", "for", "att", "чтобы", "と返信"];

/// What we ask to be sent.
const KEYWORDS: [&str; 20] = [
    "stop",
    "stopall",
    "stopp",
    "help",
    "start",
    "unstop",
    "end",
    "quit",
    "cancel",
    "unsubscribe",
    "alto",
    "parar",
    "baja",
    "ayuda",
    "arret",
    "aide",
    "sair",
    "salir",
    "info",
    "стоп",
];

/// So many letters no keyword with its courtesy has.
const LONGER_THAN_A_KEYWORD: usize = 12;

/// A frame of more words than this is a sentence.
const MOST_WORDS: usize = 6;

/// A reply without what it quotes of our texts.
pub(super) fn without_our_words(plain: &str) -> String {
    let Some((before, quoted, after)) = quote(plain) else { return plain.to_owned() };
    let (opening, closing) = (super::words(before), super::words(after));
    if let Some(rest) = after_reaction(&opening, after) {
        return rest.to_owned();
    }
    let frame = [opening, closing].concat();
    if is_phones(&frame) && (repeats_our_text(quoted) || is_foreign(&frame) && is_long(quoted)) {
        format!("{before}\n{after}")
    } else {
        plain.to_owned()
    }
}

/// The text before the first quotation mark, up to the last one, and after it. One that is never closed goes to the end.
fn quote(plain: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = plain.split_once(is_quote)?;
    let (quoted, after) = rest.rsplit_once(is_quote).unwrap_or((rest, ""));
    Some((before, quoted, after))
}

/// What the customer wrote behind a reaction that is known; nothing if it is none.
fn after_reaction<'a>(opening: &[&str], after: &'a str) -> Option<&'a str> {
    let opens = || REACTIONS.opening(opening).any(|(_, rest)| rest.is_empty());
    let closing = super::words(after).join(" ");
    let surrounds = AROUND.iter().any(|(before, behind)| *before == opening.join(" ") && *behind == closing);
    if surrounds { Some("") } else { opens().then_some(after) }
}

/// Whether few words that speak of nobody stand around the quote.
fn is_phones(frame: &[&str]) -> bool {
    frame.len() <= MOST_WORDS && !frame.is_empty() && !frame.iter().any(|word| PERSONS.contains(word))
}

/// Whether no word of a language that replies are understood in stands around the quote.
fn is_foreign(frame: &[&str]) -> bool {
    !frame
        .iter()
        .any(|word| vocabulary::ALL.iter().any(|language| language.knows(word)) || KEYWORDS.contains(word))
}

fn is_long(quoted: &str) -> bool {
    quoted.chars().filter(|c| c.is_alphanumeric()).count() > LONGER_THAN_A_KEYWORD
}

/// Whether it says what to reply, as our texts do and a customer does not.
fn repeats_our_text(quoted: &str) -> bool {
    let words = super::words(quoted);
    (0..words.len()).filter_map(|place| words.split_at_checked(place)).any(|(earlier, from_here)| {
        let is_asked_for = earlier.iter().rev().take(3).any(|word| SEND.contains(word));
        let is_explained = from_here.get(1).is_some_and(|next| PURPOSE.contains(next));
        from_here.first().is_some_and(|word| KEYWORDS.contains(word)) && (is_asked_for || is_explained)
    })
}

const fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '〝'
            | '〞'
            | '〟'
            | '״'
            | '❝'
            | '❞'
    )
}
