"""Words that are easy to say and to hear over the phone, none of them about people."""

from __future__ import annotations

REFERENCE_WORDS = tuple(
    """
    tall gran björk lind hassel rönn lönn sälg ceder poppel äpple päron plommon körsbär lingon blåbär hallon hjortron
    smultron nypon älv bäck hav vik strand klippa berg äng hed skog glänta källa damm holme udde sund sol måne stjärna
    moln regn snö dimma dagg vind bris frost norrsken gryning kväll lärka svala trast vipa trana svan orre tjäder
    uggla tärna ejder häger sparv hare älg rådjur ekorre igelkott bäver utter järv abborre lax öring mört fjäril humla
    trollslända nyckelpiga gräshoppa vallmo blåklint prästkrage klöver ljung maskros tussilago sippa lilja ros viol
    tulpan pion krokus granit kvarts sten sand lera bärnsten silver koppar järn korn havre vete morot dill timjan
    salvia mynta båt segel åra brygga fyr kompass lykta
    """.split()  # noqa: SIM905 (as a list it is a page of quotation marks)
)
