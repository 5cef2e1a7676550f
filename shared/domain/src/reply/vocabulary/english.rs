//! English.

use super::{Language, Vocabulary, Words};

/// The keywords of 47 CFR 64.1200(a)(10), Twilio and AWS are among `stops`, `stop_stems`, `commands` and
/// `pleas`.
#[expect(clippy::too_many_lines, reason = "lists of words, and nothing else")]
pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary {
        language: Language::English,
        stops: Words::parse(
            "stop, stopall, sotp, stpo, tsop, stip, st0p, 5top, stop0, stopo, stop2end, stop2stop, stop2quit, \
             stop2cancel, txtstop, textstop, optout",
        ),
        stop_stems: &["unsub", "usubs", "unsusc", "unscub", "unscri", "unsbus"],
        pleas: Words::parse(
            "un subscribe, \
             opt out, \
             opt me out, \
             opting|opted out, \
             quit texting|messaging|sending|contacting|bothering|bugging|spamming, \
             cease and desist, \
             if you stopped texting|messaging|contacting|sending, \
             refrain from texting|messaging|contacting|sending, \
             dont|dnt text|txt|message|msg|contact|bother|bug|disturb me|us|this|my, \
             dont call or text|message, \
             dont|dnt ever text|message|contact, \
             please|to not text|message|contact, \
             not to text|message|contact me|us, \
             dont need these|any|more|your texts|messages|notifications|reminders|updates, \
             never text|message|contact me|us again, \
             never contact|bother|disturb me|us, \
             take me|us off, \
             take my|this number off, \
             off your|this|the list, \
             off|out of your|this|the list, \
             remove|delete|unenroll me|us, \
             remove|delete|erase|forget|lose my|this number, \
             remove|delete|erase|take my name off|from your|this, \
             my name off your|this|the|of, \
             removed|taken off|from|out your|this list|system|database|records|contacts, \
             never|didnt give|gave you|u my number, \
             remove|delete|erase my info|information|data|contact, \
             leave me|us alone, \
             leave me|us the hell|fuck alone, \
             wrong number|num|no|person, \
             no longer _ number, \
             no longer has|have this number, \
             revoke|withdraw my|any|all consent|permission, \
             revoke|revoked|withdraw consent|permission, \
             consent revoked|withdrawn, \
             not|dont consent, \
             dont|not have permission|consent, \
             dont|not have my permission|consent, \
             report spam, \
             report|reporting|sue|suing you, \
             report|reporting this as spam, \
             reported as spam, \
             this is spam, \
             dont|not|never|longer want|wanna|wish|care to hear from you|u|yall|this|these|your|any, \
             harassing me|us, \
             leave me|us be, \
             rmv me|us, \
             doesnt have this number, \
             isnt|not my|her|his|their number, isnt|not _ number anymore, \
             remove|delete|take my _ from|off your|this list, \
             reported|reporting|report you to, reported|reporting|report to fcc|ftc, to the fcc|ftc, \
             this|it is harassment, \
             didnt|never|not|havent authorize|authorized|authorise|authorised these|any|your text|texts|message|messages",
        ),
        commands: Words::parse(
            "cancel, cancle, cancell, cancelall, end, quit, revoke, remove, td, cease, discontinue, \
             block, blocked, blocking, reported, spam, delete, mute, enough, off, turn|shut off, no more, \
             no text|texts|texting|txt|txts|sms|message|messages, not interested, no longer interested, \
             unlist, unenroll, disenroll, halt, deactivate, disable, no further, no thanks remove|cancel|end|quit, \
             dont disturb, get off, cut it out, knock it off, rmv, scam, blocked and reported, reported and blocked, turn|shut these|them|this|it off, \
             go away, get lost, shut up, fuck|piss|f|eff off",
        ),
        refusals: Words::parse(
            "dont|dnt|not|never|longer want|wanna|wish, \
             rather|would not get|receive|have, \
             dont|dnt send|text|txt|message|msg|contact, \
             dont|dnt ever send, \
             remove|delete|erase my name, \
             take my name off, \
             me|us|name|number removed|deleted, \
             me|us|name|number taken off, \
             want|wish|like|need|ask|asked|asking|request to be|get removed|deleted, \
             want|wish|like|need|ask|asked|asking|request to be|get taken off, \
             i|we be|get removed|deleted, \
             i|we be|get taken off, \
             unlist|drop|exclude|strike|scratch|unenroll|disenroll me|us, \
             unlist|drop|strike|scratch my name|number, \
             get me|us out, \
             remove|delete|erase her|him, \
             didnt|dont|never|not|havent sign|signed up, \
             didnt|never|not|havent subscribe|subscribed, \
             didnt|never|not|havent opt|opted in, \
             didnt|never|not|havent agree|agreed|consent|consented, \
             didnt|never|not|havent ask|asked for, \
             didnt|never|not|havent ask|asked to be|get, \
             didnt|never|havent request|requested|join|joined|register|registered|enroll|enrolled, \
             did not request|join|register|enroll, \
             have not requested",
        ),
        calls: Words::parse(
            "dont|dnt|never call|phone, dont|dnt ever call|phone, dont|dnt|never call|phone me|us again, no calls|calling",
        ),
        help: Words::parse("help, info, infos, information"),
        courtesy: Words::parse(
            "please, pls, plz, plez, thanks, thank, thx, ty, you, u, hi, hello, hey, ok, okay, sorry, \
             sir, maam, just, kindly, now, already, asap, immediately, today, i, id, ill, im, am, we, me, \
             want, wanna, wish, would, like, need, more, to, can, could, how, do, lets, and, yes",
        ),
        messages: Words::parse(
            "text, texts, texted, texting, txt, txts, sms, message, messages, messaging, msg, msgs, \
             notification, notifications, alert, alerts, reminder, reminders, update, updates, spam, \
             list, number, phone, contact, contacts, contacted, consent, permission, communication, \
             communications",
        ),
        fillers: Words::parse(
            "it, the, this, that, these, those, all, any, anymore, anything, nothing, else, further, my, \
             cell, mobile, your, ur, our, of, from, on, for, in, with, or, be, get, getting, receive, receiving, \
             everything, shit, crap",
        ),
        // A bare `no` denies nothing: `no stop` is a plea.
        negations: Words::parse(
            "not, dont, cant, cannot, wont, didnt, doesnt, couldnt, wouldnt, shouldnt, havent, aint, \
             without, hard, impossible, difficult, unable",
        ),
        praise: Words::parse("never, nothing, nobody, dare"),
        particles: Words::parse(
            "to, want, wanna, going, gonna, go, trying, try, asking, ask, asked, ever, even, wish, mean, \
             meant, need, able, really, simply, possibly, just, can, could, will, would, let, you",
        ),
        us: Words::parse("you, u, yall"),
        before_idiom: Words::parse("bus, pit, non, train, truck, rest, next, first, last, whistle, did you"),
        after_idiom: Words::parse(
            "by, in, over, into, at the|your|a, me if, being this|so|too good|great|amazing, sign, light, date, \
             shop, shopping, selling, making, carrying, offering, working, loving, drinking, eating",
        ),
        questions: Words::parse(
            "when does|do|did|will, what time, why did, did my|the|it, does it|the|my|this, will \
             it|the|my, has|have my|the",
        ),
    }
}
