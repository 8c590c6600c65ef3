"""Goals of one closed quarter that were called a stretch, and all but met."""

from __future__ import annotations

from graph.demo.rows import (
    COUNT,
    EARLY,
    PERCENT,
    Alignment,
    Closing,
    KeyResult,
    Objective,
    up,
)


def _stretch(name: str, title: str, said: str, result: KeyResult) -> Objective:
    """A goal of Growth Marketing, closed with the quarter."""
    return Objective(
        f"obj_stretch_{name}",
        title,
        owner="team_growth",
        lead="psn_noah_janssen",
        cycle="cyc_q1",
        to=(Alignment("obj_recurring_revenue", weight=1),),
        lifecycle="CLOSED",
        ambition="ASPIRATIONAL",
        closing=Closing(said),
        labels=("growth",),
        key_results=(result,),
    )


STRETCH_OBJECTIVES: tuple[Objective, ...] = (
    _stretch(
        "fairs",
        "Be met at every coffee fair of the Baltics",
        "All six, with three weeks to spare.",
        KeyResult("kr_fairs_visited", "Six fairs", up(0, 6), COUNT, 6, EARLY),
    ),
    _stretch(
        "photos",
        "Photos that make people hungry",
        "The studio had a free month.",
        KeyResult("kr_pictures_shot", "90 products shot anew", up(0, 90), COUNT, 90, EARLY),
    ),
    _stretch(
        "letters",
        "A letter that people answer",
        "More answers than we could read.",
        KeyResult("kr_newsletter_answered", "4 % answer", up(1, 4), PERCENT, 3.9, EARLY),
    ),
    _stretch(
        "partners",
        "Bakeries that hand out our beans",
        "Fewer calls than we had feared.",
        KeyResult("kr_bakeries_signed", "25 bakeries", up(0, 25), COUNT, 24, EARLY),
    ),
    _stretch(
        "reels",
        "Two films a week",
        "Done by the middle of the quarter.",
        KeyResult("kr_films_shown", "26 films", up(0, 26), COUNT, 26, EARLY),
    ),
)
