# The app in a portal's frame: its name for those who do not see it, and what a press that was not taken leads to.
embed-title = Choosing how your data are used
embed-title-lists = How data are used
embed-press-again = Press once more to send. We ask so that nothing is sent by mistake.
embed-login-title = You sign in at the hospital's site
embed-login-why = You are led to the site below. Afterwards you come back to this screen.
embed-login-go = Go on to sign in
embed-login-stay = Not now
embed-login-cancelled = You did not sign in
embed-login-lost = This sign-in could not be continued
embed-login-failed = You could not be signed in
embed-login-again = To try again, press the button below. If it goes on, please call the desk below.
