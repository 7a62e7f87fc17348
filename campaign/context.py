"""What the sign-in page of a demonstration shows; settings name it only there."""

from django.http import HttpRequest

from campaign.accounts import ACCOUNTS, PASSWORD


def accounts(request: HttpRequest) -> dict[str, object]:
    return {"demo_accounts": ACCOUNTS, "demo_password": PASSWORD}
