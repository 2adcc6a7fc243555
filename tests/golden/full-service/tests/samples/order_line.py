"""Order lines to test with."""

from tests.samples.base import Sample

ORDER_LINE = Sample(
    name="order_line",
    path="/order-lines",
    table="order_lines",
    new=lambda number: {
        "article": ("Article 1", "Article 2", "Article 3")[number % 3],
        "quantity": (1, 2, 3)[number % 3],
        "price": ("0.00", "1.00", "2.00")[number % 3],
    },
    changes={
        "article": "Article 3",
        "quantity": 3,
        "price": "2.00",
    },
    sorts=[
        "created_at",
        "article",
    ],
    filters=[
        "order_id",
        "article",
    ],
    optional=[
        "quantity",
    ],
    edges={
        "article": ["é 🎉 \x7f"],
        "quantity": [1, 1000],
        "price": ["0.00", "99999999.99", "0", "-0"],
    },
    refused=[
        ("order_id", "1234", "no UUID"),
        ("order_id", 1, "a number"),
        ("order_id", None, "null"),
        ("article", "a" * 41, "too long"),
        ("article", "\x00", "NUL characters"),
        ("article", 1, "a number"),
        ("article", None, "null"),
        ("quantity", 2**31, "too great for the column"),
        ("quantity", -(2**31) - 1, "too small for the column"),
        ("quantity", "1", "a text"),
        ("quantity", 1.5, "a fraction"),
        ("quantity", 0, "below the least value"),
        ("quantity", 1001, "above the greatest value"),
        ("quantity", None, "null"),
        ("price", "100000000", "too many digits"),
        ("price", "0.001", "too many digits after the point"),
        ("price", 1.5, "a binary fraction, which is not exact"),
        ("price", "1e1", "an exponent"),
        ("price", "NaN", "not a number"),
        ("price", "-0.01", "below the least value"),
        ("price", None, "null"),
    ],
    references={
        "order_id": "order",
    },
)
