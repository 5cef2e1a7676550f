//! Templates in Liquid, the language of Shopify's and Klaviyo's, as merchants paste them. They are not read, because the two
//! languages differ in what they print for a missing value; what is written differently is told in the merchant's own words.

/// How to write what a template says in Liquid; `None` where it has nothing of Liquid's.
pub(super) fn hint(template: &str) -> Option<String> {
    fallback(template)
        .or_else(|| statement(template))
        .or_else(|| path(template))
        .or_else(|| emptiness(template))
}

/// `{{ first_name | default: 'there' }}`
fn fallback(template: &str) -> Option<String> {
    let (before, after) = inside(template, "{{", "}}").find_map(|inner| inner.split_once('|'))?;
    let (filter, argument) = after.split_once(':')?;
    let argument = first_argument(argument.trim());
    let (tag, filter, argument) =
        (before.trim(), filter.trim(), argument.trim().trim_end_matches('-').trim_end());
    Some(match filter {
        "default" => format!("write {{{{ {tag} | default({argument}) }}}}"),
        _ => format!("there is no filter `{filter}`; write {{{{ {tag} }}}}"),
    })
}

/// An argument without the parameters and filters behind it, which have no counterpart. It may have their signs in quotes.
fn first_argument(text: &str) -> &str {
    let quote = text.chars().next().filter(|first| matches!(first, '\'' | '"'));
    let quoted = quote.and_then(|quote| text.get(1..)?.find(quote));
    let end = quoted.map_or_else(|| text.find(['|', ',']), |end| Some(end + 2));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// `{% elsif first_name %}`
fn statement(template: &str) -> Option<String> {
    let mut words =
        inside(template, "{%", "%}").filter_map(|inner| inner.trim_matches(['-', ' ']).split(' ').next());
    let told = |word| match word {
        "elsif" => Some("write {% elif tag %} for elsif"),
        "unless" | "endunless" => Some("write {% if not tag %} .. {% endif %} for unless"),
        "assign" | "capture" | "case" | "comment" | "cycle" | "increment" | "render" => {
            Some("use only {{ tag }} and {% if tag %} .. {% else %} .. {% endif %}")
        }
        _ => None,
    };
    words.find_map(told).map(str::to_owned)
}

/// `{{ customer.first_name }}`
fn path(template: &str) -> Option<String> {
    let printed = inside(template, "{{", "}}").filter_map(|inner| inner.split('|').next());
    let (_, name) = printed.map(str::trim).find_map(|tag| tag.rsplit_once('.'))?;
    Some(format!("write the tag without what stands before the point, such as {{{{ {name} }}}}"))
}

/// `{% if first_name != blank %}`
fn emptiness(template: &str) -> Option<String> {
    let compares =
        |inner: &str| inner.split_whitespace().any(|word| matches!(word, "blank" | "empty" | "nil" | "null"));
    inside(template, "{%", "%}").any(compares).then(|| {
        "write {% if tag %} to ask whether a tag has a value, and {% if not tag %} whether it has none"
            .to_owned()
    })
}

/// What stands between each pair of marks.
fn inside<'a>(template: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    template.split(open).skip(1).filter_map(move |rest| rest.split_once(close)).map(|(inner, _)| inner)
}

#[cfg(test)]
mod tests {
    use crate::{template::check, trigger::Trigger};

    #[test]
    fn liquid_is_refused_with_how_to_write_it() {
        let refusals: Vec<_> = [
            "Hi {{ first_name | default: 'there' }}!",
            "Hi {{first_name|default:\"you\"}}!",
            "Hi {{ first_name | default: 'there' | capitalize }}!",
            "Hi {{ first_name | default: 'there', allow_false: true }}!",
            "Hi {{ first_name | default : 'you, or | me' }}!",
            "Hi {{ first_name | capitalize }}!",
            "Hi {{ first_name | append: '!' }}!",
            "Hi {{ customer.first_name }}!",
            "{% if first_name %}Hi{% elsif last_name %}Ho{% endif %}",
            "{%- unless first_name -%}Hi{% endunless %}",
            "{% if first_name != blank %}Hi{% endif %}",
            "{% if first_name == nil %}Hi{% endif %}",
            "{% assign name = first_name %}{{ name }}",
        ]
        .iter()
        .map(|template| check(template, Trigger::CustomerAccountActivation).unwrap_err().to_string())
        .collect();
        insta::assert_snapshot!(refusals.join("\n"), @r#"
        this is Liquid, which is not read here; write {{ first_name | default('there') }}
        this is Liquid, which is not read here; write {{ first_name | default("you") }}
        this is Liquid, which is not read here; write {{ first_name | default('there') }}
        this is Liquid, which is not read here; write {{ first_name | default('there') }}
        this is Liquid, which is not read here; write {{ first_name | default('you, or | me') }}
        templates cannot do this (filter capitalize is unknown); use {{ tag }}, {{ tag | default('text') }} and {% if tag %} ... {% else %} ... {% endif %}
        this is Liquid, which is not read here; there is no filter `append`; write {{ first_name }}
        this is Liquid, which is not read here; write the tag without what stands before the point, such as {{ first_name }}
        this is Liquid, which is not read here; write {% elif tag %} for elsif
        this is Liquid, which is not read here; write {% if not tag %} .. {% endif %} for unless
        this is Liquid, which is not read here; write {% if tag %} to ask whether a tag has a value, and {% if not tag %} whether it has none
        this is Liquid, which is not read here; write {% if tag %} to ask whether a tag has a value, and {% if not tag %} whether it has none
        this is Liquid, which is not read here; use only {{ tag }} and {% if tag %} .. {% else %} .. {% endif %}
        "#);
    }

    #[test]
    fn what_is_no_liquid_is_refused_for_what_it_is() {
        for template in ["{{ first_name", "{{ nickname }}", "{% if first_name %}", "Save: 5.00 {% x %}"] {
            let refused = check(template, Trigger::CustomerAccountActivation).unwrap_err().to_string();
            assert!(!refused.contains("Liquid"), "{refused}");
        }
        assert_eq!(check("Hi: {{ first_name | default('a: b.c') }} nil", Trigger::ChargePaid), Ok(()));
    }
}
