"""The response that says exactly what the key says: what must earn full marks, whoever drew the item."""

from __future__ import annotations

from server.mastery.values import DrawnItem, Response


def right_answer(drawn: DrawnItem) -> Response | None:
    """What a student would put in who knows the key by heart; None where only a teacher can say."""
    key = drawn.key
    match drawn.type:
        case "numeric":
            return {"number": f"{key['shown']} {key['unit']}" if key.get("unit_required") else key["shown"]}
        case "single_choice":
            return {"choice": str(key["right"][0])} if key["right"] else None
        case "multiple_choice":
            shares = key.get("fractions") or [place in key["right"] for place in range(len(drawn.options))]
            return {str(place): "on" for place, share in enumerate(shares) if share > 0}
        case "true_false":
            return {"choice": "true" if key["right"] else "false"}
        case "short_text":
            texts = [*key["answers"], *(c["text"] for c in key.get("credit", ()) if c["fraction"] >= 1)]
            if not texts:
                return None
            return {"text": texts[0].replace("\\*", "*") if key.get("wildcards") else texts[0]}
        case "matching":
            return {str(left): str(place) for left, place in enumerate(key["right"])}
        case "ordering":
            return {str(shown): str(place) for shown, place in enumerate(key["places"])}
        case "cloze":
            answers = [gap["answers"][0] for gap in key["gaps"]]
            return {str(gap): answer for gap, answer in enumerate(answers)}
        case _:
            return None
