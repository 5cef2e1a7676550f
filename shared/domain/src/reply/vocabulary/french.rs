//! French.

use super::{Language, Vocabulary, Words};

pub(super) fn vocabulary() -> Vocabulary {
    Vocabulary {
        language: Language::French,
        stops: Words::parse("arretez, arrete"),
        stop_stems: &["desabon", "desinscri"],
        pleas: Words::parse(
            "arreter|cesser|cessez|cesse de me|mecrire|menvoyer|mappeler|mimportuner, \
             mecrivez|mecris plus|pas, \
             me contactez|contacte|textez|texte|derangez plus|pas, \
             plus|pas mecrire, \
             plus|pas me contacter|texter|deranger, \
             retirez|retire|retirer|enlevez|enleve|enlever|supprimez|supprime|supprimer|effacez|effacer moi, \
             retirez|retire|retirer|enlevez|enleve|enlever|supprimez|supprime|supprimer|effacez|effacer mon|ce numero, \
             de|sur votre|la|cette|vos liste|listes, \
             laissez|laisse moi tranquille, \
             foutez|fichez|lachez moi la paix, \
             mauvais|faux numero, \
             pas le bon numero, \
             trompez|trompe de numero",
        ),
        commands: Words::parse(
            "arret, arreter, darreter, fin, annuler, annulez, annule, cesser, cessez, cesse, refuse, plus \
             de, pas de, pas interesse|interessee, ca suffit",
        ),
        refusals: Words::parse(
            "veux|voudrais|souhaite|desire|voulons plus|pas, \
             plus|pas recevoir, \
             menvoyez|menvoie|nenvoyez plus|pas, \
             plus|pas menvoyer, \
             jamais inscrit|inscrite|abonne|abonnee, \
             jamais|pas donne mon accord|numero|consentement, \
             retirez|enlevez|supprimez|effacez mon nom",
        ),
        calls: Words::parse("mappelez|mappelle plus|pas, ne mappelez|mappelle plus|pas, plus|pas mappeler"),
        help: Words::parse("aide, aidez, daide"),
        courtesy: Words::parse(
            "svp, stp, sil, vous, te, plait, merci, bonjour, bonsoir, je, jai, besoin, veux, voudrais, \
             souhaite, moi, immediatement, maintenant, oui, comment, se, veuillez",
        ),
        messages: Words::parse(
            "message, messages, sms, texto, textos, notification, notifications, liste, numero",
        ),
        fillers: Words::parse(
            "les, le, la, des, de, d, aux, au, ces, ce, cela, ca, mes, mon, ma, vos, votre, tes, tous, \
             toutes, tout, rien, recevoir, jamais, plus",
        ),
        negations: Words::parse("pas, jamais, sans"),
        praise: Words::default(),
        particles: Words::parse("de, me"),
        us: Words::default(),
        before_idiom: Words::default(),
        after_idiom: Words::parse("pas"),
        questions: Words::default(),
    }
}
