# The app in a portal's frame: its name for those who do not see it, and what a press that was not taken leads to.
embed-title = Choosing how your data are used
embed-title-lists = How data are used
embed-press-again = Press once more to send. We ask so that nothing is sent by mistake.
