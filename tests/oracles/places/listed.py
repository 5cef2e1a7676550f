"""Where the reference and we differ, and why. A code that stops differing has to leave its list."""

from phonenumbers import PhoneNumberType

# Area codes across a zone boundary. The reference tells the zone of a listed exchange, and for any other that of the
# area code's entry: for 219, 270, 423 and 850 one that none of the listed exchanges has.
SPLIT = set("""
    208 219 250 270 308 418 423 541 574 605 606 620 701 775 785 807 812 850 867 906 907 928
""".split())

# Area codes laid over one of those: the reference gives them one zone, for 474, 689 and 879 one that nobody there has.
OVERLAID = set("236 257 364 367 448 458 474 581 672 689 778 879 930".split())

# Area codes in more than one state or province; the reference tells that of an exchange.
SEVERAL_STATES = set("201 867 902".split())

# Numbers of no place: the reference answers with every zone of the plan, or the country alone; we with nothing.
NO_PLACE = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.PERSONAL_NUMBER,
            PhoneNumberType.VOIP}

# As the reference spells them, or the only name it gives.
SPELLINGS = {"Washington State": "WA", "Washington D.C.": "DC", "British Colombia": "BC", "Watson Lake": "YT",
             "Northwest Territories/Nunavut/Yukon": "NT/NU/YT", "Nova Scotia/Prince Edward Island": "NS/PE"}
