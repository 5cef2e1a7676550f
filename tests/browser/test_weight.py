"""What a browser loads, compressed, with a cold cache."""

import pytest

# In bytes: console.md's budgets, everything in.
BUDGETS = [("/sign-in", 25 * 1024), ("/s/demo/flows/order_skipped?step=0", 60 * 1024)]


@pytest.mark.parametrize("path, budget", BUDGETS)
def test_weight(newcomer, signed_in, path, budget):
    merchant = newcomer(storage_state=signed_in)
    devtools = merchant.context.new_cdp_session(merchant.page)
    devtools.send("Network.enable")
    sizes = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    merchant.goto(path)
    merchant.page.wait_for_load_state("networkidle")
    assert len(sizes) >= 3, "the page, its style and its script"
    print(f"{path}: {sum(sizes)} bytes of {budget}")
    assert sum(sizes) <= budget
