//! What cannot be written, and what the merchant is told.

use super::*;

fn told(templates: &[&str]) -> String {
    let refusals = templates.iter().map(|template| {
        let refusal = check(template, Trigger::ChargePaid).map_err(|error| error.to_string());
        refusal.expect_err(template)
    });
    refusals.collect::<Vec<_>>().join("\n")
}

#[test]
fn liquid_is_refused_with_how_to_write_it() {
    insta::assert_snapshot!(told(&[
        "Hi {{ first_name | default: 'there' }}!",
        "Hi {{first_name|default:\"you\"}}!",
        "Hi {{ first_name | default: 'there' | capitalize }}!",
        "Hi {{ first_name | default: 'there', allow_false: true }}!",
        "Hi {{ first_name | default : 'you, or | me' }}!",
        "Hi {{ first_name | capitalize }}!",
        "Hi {{ first_name | append: '!' }}!",
        "Hi {{ customer.first_name }}!",
        "Hi {{ customer.first_name | default: 'there' }}!",
        "{% if first_name %}Hi{% elsif last_name %}Ho{% endif %}",
        "{%- unless first_name -%}Hi{% endunless %}",
        "{% if first_name != blank %}Hi{% endif %}",
        "{% if first_name == nil %}Hi{% endif %}",
        "{% if customer.first_name == '' %}Hi{% endif %}",
        "{% assign name = first_name %}{{ name }}",
        "{% for item in items %}{{ item }}{% endfor %}",
        "{% case currency %}{% when 'USD' %}${% endcase %}",
        "{% comment %}to do{% endcomment %}Hi",
        "{% render 'footer' %}",
    ]), @r#"
    line 1, column 4, `{{ first_name | default: 'there' }}`: write {{ first_name | default('there') }}
    line 1, column 4, `{{first_name|default:"you"}}`: write {{ first_name | default("you") }}
    line 1, column 4, `{{ first_name | default: 'there' | capitalize }}`: write {{ first_name | default('there') }}
    line 1, column 4, `{{ first_name | default: 'there', allow_false: true }}`: write {{ first_name | default('there') }}
    line 1, column 4, `{{ first_name | default : 'you, or | me' }}`: write {{ first_name | default('you, or | me') }}
    line 1, column 4, `{{ first_name | capitalize }}`: there is no filter `capitalize`; write {{ first_name }}, or {{ first_name | default('text') }}
    line 1, column 4, `{{ first_name | append: '!' }}`: there is no filter `append`; write {{ first_name }}, or {{ first_name | default('text') }}
    line 1, column 4, `{{ customer.first_name }}`: write the tag without what stands before the point: first_name
    line 1, column 4, `{{ customer.first_name | default: 'there' }}`: write the tag without what stands before the point: first_name
    line 1, column 22, `{% elsif last_name %}`: there is no {% elsif %}; write {% elif tag %}
    line 1, column 1, `{%- unless first_name -%}`: there is no {% unless %}; write {% if not tag %} .. {% endif %}
    line 1, column 1, `{% if first_name != blank %}`: write {% if first_name %} to ask whether it has a value, and {% if not first_name %} whether it has none
    line 1, column 1, `{% if first_name == nil %}`: write {% if first_name %} to ask whether it has a value, and {% if not first_name %} whether it has none
    line 1, column 1, `{% if customer.first_name == '' %}`: write the tag without what stands before the point: first_name
    line 1, column 1, `{% assign name = first_name %}`: there is no {% assign %}; values cannot be named; write the tag where it is printed
    line 1, column 1, `{% for item in items %}`: there is no {% for %}; nothing can be repeated; write each tag once where it is printed
    line 1, column 1, `{% case currency %}`: there is no {% case %}; write {% if tag == 'text' %} .. {% elif tag == 'other' %} .. {% endif %}
    line 1, column 1, `{% comment %}`: there is no {% comment %}; remove the comment
    line 1, column 1, `{% render 'footer' %}`: there is no {% render %}; a template stands for itself; write the words here
    "#);
}

#[test]
fn other_languages_are_refused_with_how_to_write_it() {
    insta::assert_snapshot!(told(&[
        "{# a note #}Hi",
        "{% set name = first_name %}{{ name }}",
        "{% macro hi() %}Hi{% endmacro %}",
        "{% include 'other' %}",
        "{% raw %}{{ a }}{% endraw %}",
        "{{ first_name ~ last_name }}",
        "{{ quantity + 1 }}",
        "{{ first_name or 'you' }}",
        "{{ 'Hi' if first_name else 'Ho' }}",
        "{{ first_name if first_name }}",
        "{{ range(9) }}",
        "{{ first_name.upper() }}",
        "{{ first_name[0] }}",
        "{{ [1, 2] == [1, 2] }}",
        "{{ 'Hi' }}",
        "{{ 12 }}",
        "{{ quantity | default(1) }}",
        "{{ first_name | default(last_name) }}",
        "{{ first_name | default('') | default('x') }}",
        "{{ first_name | default }}",
        "{% if first_name is defined %}Hi{% endif %}",
        "{% if 'a' in first_name %}Hi{% endif %}",
        "{% if 1 < quantity %}Hi{% endif %}",
        "{% if 1 < quantity < 3 %}Hi{% endif %}",
        "{% if first_name == last_name %}Hi{% endif %}",
        "{% if currency = 'USD' %}Hi{% endif %}",
        "{% if first_name && last_name %}Hi{% endif %}",
        "{% if !first_name %}Hi{% endif %}",
        "{% if quantity * 2 > 3 %}Hi{% endif %}",
        "{% if first_name | upper == 'A' %}Hi{% endif %}",
        "{% if true %}Hi{% endif %}",
        "{% if 'x' %}Hi{% endif %}",
        "{% if %}Hi{% endif %}",
        "{% if first_name and %}Hi{% endif %}",
        "{% if (first_name %}Hi{% endif %}",
        "{% if quantity > 1e3 %}Hi{% endif %}",
        "{% if first_name %}Hi{% else if last_name %}Ho{% endif %}",
    ]), @"
    line 1, column 1, `{# a note #}Hi`: remove {# and what follows it up to #}; templates have no notes
    line 1, column 1, `{% set name = first_name %}`: there is no {% set %}; values cannot be named; write the tag where it is printed
    line 1, column 1, `{% macro hi() %}`: there is no {% macro %}; a template stands for itself; write the words here
    line 1, column 1, `{% include 'other' %}`: there is no {% include %}; a template stands for itself; write the words here
    line 1, column 1, `{% raw %}`: there is no {% raw %}; use {% if tag %} .. {% elif tag %} .. {% else %} .. {% endif %}
    line 1, column 1, `{{ first_name ~ last_name }}`: only the value of one tag can be printed, with nothing calculated; write {{ first_name }}
    line 1, column 1, `{{ quantity + 1 }}`: only the value of one tag can be printed, with nothing calculated; write {{ quantity }}
    line 1, column 1, `{{ first_name or 'you' }}`: only the value of one tag can be printed, with nothing calculated; write {{ first_name }}
    line 1, column 1, `{{ 'Hi' if first_name else 'Ho' }}`: write what is always the same outside of {{ and }}
    line 1, column 1, `{{ first_name if first_name }}`: only the value of one tag can be printed, with nothing calculated; write {{ first_name }}
    line 1, column 1, `{{ range(9) }}`: only the value of one tag can be printed, with nothing calculated; write {{ range }}
    line 1, column 1, `{{ first_name.upper() }}`: only the value of one tag can be printed, with nothing calculated; write {{ first_name }}
    line 1, column 1, `{{ first_name[0] }}`: only the value of one tag can be printed, with nothing calculated; write {{ first_name }}
    line 1, column 1, `{{ [1, 2] == [1, 2] }}`: write what is always the same outside of {{ and }}
    line 1, column 1, `{{ 'Hi' }}`: write what is always the same outside of {{ and }}
    line 1, column 1, `{{ 12 }}`: write what is always the same outside of {{ and }}
    line 1, column 1, `{{ quantity | default(1) }}`: write {{ quantity | default('1') }}
    line 1, column 1, `{{ first_name | default(last_name) }}`: write {{ first_name | default('last_name') }}
    line 1, column 1, `{{ first_name | default('') | default('x') }}`: write {{ first_name | default('') }}
    line 1, column 1, `{{ first_name | default }}`: write {{ first_name | default('text') }}
    line 1, column 1, `{% if first_name is defined %}`: write {% if first_name %} to ask whether it has a value, and {% if not first_name %} whether it has none
    line 1, column 1, `{% if 'a' in first_name %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if 1 < quantity %}`: write the tag first, and then with what it is compared: quantity > 1
    line 1, column 1, `{% if 1 < quantity < 3 %}`: write the tag first, and then with what it is compared: quantity > 1
    line 1, column 1, `{% if first_name == last_name %}`: write the text in quotes: first_name == 'last_name'
    line 1, column 1, `{% if currency = 'USD' %}`: write == in place of =
    line 1, column 1, `{% if first_name && last_name %}`: write `and` in place of &&
    line 1, column 1, `{% if !first_name %}`: write `not` in place of !
    line 1, column 1, `{% if quantity * 2 > 3 %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if first_name | upper == 'A' %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if true %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if 'x' %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if %}`: write a tag behind the word, such as {% if first_name %}
    line 1, column 1, `{% if first_name and %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if (first_name %}`: a condition is a tag (first_name) or compares a tag with a text or a number (quantity > 1, currency == 'USD'), joined by `and`, `or`, `not` and brackets
    line 1, column 1, `{% if quantity > 1e3`: 1e3 is no number here; write up to 15 digits, such as 25 or 19.90
    line 1, column 22, `{% else if last_name %}`: there is no {% elseif %}; write {% elif tag %}
    ");
}

#[test]
fn slips_are_refused_with_their_place() {
    insta::assert_snapshot!(told(&[
        "Hi {{ first_nam }}",
        "Hi {{ nickname }}",
        "Hi {{ customer_hash }}",
        "Hi {{ first_name",
        "Hi {{ first_name }, thank you for your order, {{ store_name }} says",
        "Hi\n{{ first_name %}!",
        "Hi { first_name }}",
        "Hi %} there",
        "Hi {{ }}",
        "Hi {%",
        "Hi {{ first_name | default('there }}",
        "Hi {{ first_name | default(‘there’) }}",
        "Hi {{ first_name | default('50\\%') }}",
        "{% if first_name %}Hi",
        "Hi{% endif %}",
        "Hi{% else %}",
        "{% if first_name %}a{% else %}b{% else %}c{% endif %}",
        "{% if first_name %}a{% else %}b{% elif last_name %}c{% endif %}",
        "{% if first_name %}Hi{% endif first_name %}",
        "{% ifx %}",
        "{% if total_price > 50 %}gift{% endif %}",
        "{% if total_price == 50 %}gift{% endif %}",
        "{% if quantity == '2' %}two{% endif %}",
        "",
    ]), @r#"
    there is no tag {{ first_nam }} here; did you mean {{ first_name }}? The tags are: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency
    there is no tag {{ nickname }} here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency
    there is no tag {{ customer_hash }} here; use one of: store_name, portal_link, first_name, last_name, product_title, quantity, total_price, currency
    line 1, column 4, `{{ first_name`: {{ is not closed; write }} behind it
    line 1, column 4, `{{ first_name `: {{ is not closed; write }} behind it
    line 2, column 1, `{{ first_name `: {{ is not closed; write }} behind it
    line 1, column 1, `Hi { first_name }}`: }} closes nothing; write {{ before the tag
    line 1, column 1, `Hi %}`: %} closes nothing; write {% before the tag
    line 1, column 4, `{{ }}`: write the name of a tag between {{ and }}
    line 1, column 4, `{%`: {% is not closed; write %} behind it
    line 1, column 4, `{{ first_name | default('there }}`: the quote ' is not closed; write another one behind the words, and \' for one among them
    line 1, column 4, `{{ first_name | default(‘`: write straight quotes, ' or ", in place of ‘
    line 1, column 4, `{{ first_name | default('50\%`: in quotes a \ stands before ', ", \ or n; write \\ to print one
    line 1, column 1, `{% if first_name %}`: this {% if %} has no end; write {% endif %} behind the words that depend on it
    line 1, column 3, `{% endif %}`: {% endif %} belongs to no {% if tag %}; write one before it, or remove this
    line 1, column 3, `{% else %}`: {% else %} belongs to no {% if tag %}; write one before it, or remove this
    line 1, column 32, `{% else %}`: {% else %} cannot follow {% else %}; put {% else %} last, before {% endif %}
    line 1, column 32, `{% elif last_name %}`: {% elif %} cannot follow {% else %}; put {% else %} last, before {% endif %}
    line 1, column 22, `{% endif first_name %}`: write {% endif %} with nothing behind the word
    line 1, column 1, `{% ifx %}`: there is no {% ifx %}; use {% if tag %} .. {% elif tag %} .. {% else %} .. {% endif %}
    total_price is text, and no text is more than another; ask for one text with == or !=, or give the message a condition (`at_least` or `at_most`)
    total_price is text; write what it is compared with in quotes
    quantity is a number; write what it is compared with as a number, without quotes
    the text is empty; write what the customer should read
    "#);
}
