"""A page as one writes it in Flask without a database, and the least that Flask can answer."""

from __future__ import annotations

from flask import Flask, render_template

app = Flask(__name__)

PARAGRAPHS = ["Här står en mening om evenemanget, ungefär så lång som de brukar vara."] * 8


@app.get("/page")
def show_page() -> str:
    """Show a heading and some paragraphs in a layout."""
    return render_template("page.html", title="Ett evenemang", paragraphs=PARAGRAPHS)


@app.get("/hello")
def hello() -> str:
    """Say hello."""
    return "hello"
