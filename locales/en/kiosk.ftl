# On a shared tablet of the hospital.
kiosk-shared = This tablet is shared. Press here when you are done.
kiosk-finish = Finish
kiosk-title = Do you want to go on?
kiosk-idle = Nobody has touched the screen for a while. What is on it will soon be erased.
kiosk-left = Seconds until then:
kiosk-unsent = Your answer has not reached the hospital yet. Finishing erases it. Please speak to the desk.
kiosk-go-on = Go on
