"""The application form of Circular 18/2013/TT-BKHCN (annex I) as PDF, filled with what was entered."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import translation

from initiatives.deadlines import written
from initiatives.models import Initiative
from initiatives.states import State
from unions import amounts

TEMPLATE = Path(__file__).resolve().parent / "data" / "application_form.typ"
VIETNAMESE = "vi"
"""The form is the law's and has one language."""


def pdf_of(initiative: Initiative, *, is_changed: bool = False) -> bytes:
    """The filled form, marked where it `is_changed` since it was submitted; reads prefetched authorships."""
    filled = json.dumps(_form(initiative, is_changed=is_changed))
    return typst.compile(TEMPLATE, sys_inputs={"form": filled}, ignore_system_fonts=True)


def file_name(initiative: Initiative) -> str:
    """As it is saved on a person's machine: by its code, a draft's by its number."""
    return f"don-yeu-cau-{initiative.code or f'ban-nhap-{initiative.pk}'}.pdf"


def _form(initiative: Initiative, *, is_changed: bool = False) -> dict[str, Any]:
    """What the template sets, all in words. Who declined is no author; days of birth and degrees are not held."""
    with translation.override(VIETNAMESE):
        lines = [line for line in initiative.authorships.all() if line.declined_at is None]
        return {
            "mark": "BẢN NHÁP" if initiative.state == State.DRAFT else "BẢN ĐANG SỬA" if is_changed else "",
            "reference": _reference(initiative, is_changed),
            "to": initiative.recognised_by,
            "authors": [
                {
                    "name": line.worker.name,
                    "workplace": line.worker.union.name if line.worker.union else "",
                    "title": line.title,
                    "share": line.share,
                }
                for line in lines
            ],
            "title": initiative.title,
            "owner": initiative.owner,
            "field": str(initiative.field or ""),
            "applied_on": written(initiative.applied_on) if initiative.applied_on else "",
            "state_before": initiative.state_before,
            "solution": initiative.solution,
            "confidential_parts": initiative.confidential_parts if initiative.confidential else "",
            "conditions": initiative.conditions,
            "effect": initiative.effect,
            "benefit": _benefit(initiative),
            "recognition": _recognition(initiative),
        }


def _reference(initiative: Initiative, is_changed: bool) -> str:
    """The footer's words: which version of which initiative this is."""
    if initiative.state == State.DRAFT:
        return "Bản nháp, chưa nộp"
    code = f"Mã sáng kiến: {initiative.code}"
    return f"{code}. Bản đang sửa, khác bản đã nộp" if is_changed else code


def _benefit(initiative: Initiative) -> str:
    if not initiative.computable:
        return "Lợi ích không tính được thành tiền."
    if initiative.claimed_benefit is None:
        return ""
    comes = "năm đầu áp dụng" if initiative.benefit_period == Initiative.BenefitPeriod.YEARLY else "một lần"
    amount, words = (
        amounts.figures(initiative.claimed_benefit),
        amounts.in_words(initiative.claimed_benefit, VIETNAMESE),
    )
    computed = f"\nCách tính: {initiative.computation}" if initiative.computation else ""
    return f"Giá trị làm lợi ({comes}): {amount} đồng ({words}).{computed}"


def _recognition(initiative: Initiative) -> str:
    """The recognition that was stated, for the council to confirm; dots where it is to be written by hand."""
    number = initiative.recognition_number or "................"
    day = written(initiative.recognised_on) if initiative.recognised_on else "....../....../............"
    return f"Công nhận theo văn bản số {number}, ngày {day}"
