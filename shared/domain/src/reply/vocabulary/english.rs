//! English.

use super::{Language, Vocabulary, Words};

/// The keywords of 47 CFR 64.1200(a)(10), Twilio and AWS are among `stops`, `stop_stems`, `commands` and
/// `pleas`.
pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary {
        language: Language::English,
        stops: Words::parse("stop, stopall, sotp, stpo, tsop, st0p, 5top, stop0, stopo, optout"),
        stop_stems: &["unsub", "unsusc", "unscub", "unsbus"],
        pleas: Words::parse(
            "un subscribe, opt out, opt me out, opting out, opted out, quit texting|messaging|sending|contacting|\
         bothering|spamming, cease and desist, dont text|txt|message|msg|contact|bother, dont ever text|message|\
         contact, do not text|txt|message|msg|contact|bother, do not ever text|message|contact, never text|\
         message|contact me|us again, take me off, take my|this number off, off your|this|the list, remove|\
         delete|unenroll me, remove|delete|lose my|this number, leave me|us alone, leave me|us the hell|fuck \
         alone, wrong number|person, no longer _ number, no longer has|have this number, revoke|withdraw my|\
         consent consent|to, not have my permission|consent, report spam, reporting this|you, reported as spam, \
         this is spam",
        ),
        commands: Words::parse(
            "cancel, cancle, cancell, end, quit, revoke, remove, td, cancelall, cease, block, blocked, blocking, \
         reported, spam, delete, enough, turn off, shut off, no more, no text, no texts, no messages, not \
         interested, go away, get lost, shut up, fuck|piss|f|eff off",
        ),
        refusals: Words::parse(
            "dont|not|never|longer want|wanna|wish, dont send, do not send, dont ever send, didnt|never|not sign|\
         signed up for",
        ),
        help: Words::parse("help, info, infos, information"),
        courtesy: Words::parse(
            "please, pls, plz, plez, thanks, thank, thx, ty, you, u, hi, hello, hey, ok, okay, sorry, sir, maam, \
         just, kindly, now, already, asap, immediately, today, i, id, ill, im, am, we, me, want, wanna, wish, \
         would, like, need, to, can, could, how, do, lets, and, yes",
        ),
        messages: Words::parse(
            "text, texts, texting, txt, txts, sms, message, messages, messaging, msg, msgs, notification, \
         notifications, alert, alerts, reminder, reminders, update, updates, spam, list, number, phone, \
         contact, contacts, consent, permission, communication, communications",
        ),
        fillers: Words::parse(
            "it, the, this, that, these, those, all, any, anything, nothing, else, more, further, my, your, our, \
         of, from, on, for, in, with, get, getting, receive, receiving, everything, shit, crap",
        ),
        // A bare `no` denies nothing: `no stop` is a plea.
        negations: Words::parse(
            "not, dont, cant, cannot, wont, didnt, doesnt, couldnt, wouldnt, shouldnt, havent, aint, without, hard, \
         impossible, difficult, unable",
        ),
        praise: Words::parse("never, nothing, nobody"),
        particles: Words::parse(
            "to, want, wanna, going, gonna, go, trying, try, asking, ask, asked, ever, even, wish, mean, meant, \
         need, able, really, simply, possibly, just, can, could, will, would, let, you",
        ),
        us: Words::parse("you, u, yall"),
        before_idiom: Words::parse("bus, pit, non, train, truck, rest, did you"),
        after_idiom: Words::parse(
            "by, in, over, into, sign, light, shop, shopping, selling, making, carrying, offering, working, loving, \
         drinking, eating",
        ),
        questions: Words::parse(
            "when does|do|did|will, what time, why did, did my|the|it, does it|the|my|this, will it|the|my, \
         has|have my|the",
        ),
    }
}
