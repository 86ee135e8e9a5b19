# What stands around every screen.
frame-menu = Menu
frame-choices = My choices
frame-lists = Data use
frame-words = Words
frame-settings = Settings
frame-desk = If anything is unclear, ask here. You can also answer by phone.
frame-not-kept = If you close this page, answers you have not sent are lost. Please go on to the end and send them.
step-next = Next
step-back = Back
not-found-title = There is no such page
not-found-lead = Please start again from the first page.
not-found-home = To the first page
language-ja = 日本語
language-en = English
disclosures-failed = The lists cannot be shown right now. Please ask the help desk.
