### The printed invitation for each patient (one A4 page). At most 25 words a sentence.

sheet-title = How may your medical information be used? Please tell us your choice
sheet-for = For { $name }
sheet-explanation-what = Information from your care can help medical research and the development of medicines.
sheet-explanation-choice = You choose, one by one, for what it may be used.
sheet-explanation-no = Whatever you choose, nothing changes in your care.
sheet-explanation-change = You can change your answers, or stop, at any time.
sheet-steps = How it works
sheet-step-scan = Point your phone's camera at the QR code.
sheet-step-birth-date = Enter your date of birth.
sheet-step-answer = Read the explanations and choose your answers. It takes about ten minutes.
sheet-qr = QR code of this invitation
sheet-link = If you cannot use the QR code, please type this address:
sheet-code = On a shared tablet, please enter this code. Capital and small letters are different.
sheet-words = Code of this form (for the hospital)　{ $code }
sheet-words-qr = Code of this form, to scan
sheet-personal = This invitation is for you only. Please do not pass it on.
sheet-valid = It works until { $date }.
sheet-desk = For questions, or to answer on paper or by phone
