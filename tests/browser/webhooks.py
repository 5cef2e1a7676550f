"""What Recharge reports, as far as a text needs it."""

import itertools
import time

ids = itertools.count(time.time_ns() // 1_000_000)


def customer(first_name, phone):
    number = next(ids)
    return {
        "id": number, "email": f"{number}@example.com", "first_name": first_name, "last_name": "Example",
        "phone": phone, "hash": f"{number:x}",
    }


def paid_charge(customer, at, product="House Blend"):
    """A charge that was paid at the first try, at that time, with its customer."""
    charge = {
        "id": next(ids), "address_id": next(ids), "currency": "USD", "total_price": "21.50", "type": "recurring",
        "status": "success", "charge_attempts": 1, "customer": {"id": customer["id"]}, "shipping_address": None,
        "line_items": [{"purchase_item_id": next(ids), "purchase_item_type": "subscription", "title": product,
                        "quantity": 1, "unit_price": "18.00"}],
        "tax_lines": "[]", "created_at": at, "updated_at": at, "processed_at": at, "scheduled_at": at[:10],
    }
    return {"charge": charge, "customer": customer}
