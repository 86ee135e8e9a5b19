# The first screen, and the page shown while or where the app does not run.
welcome-from = From { $hospital }
welcome-title = You choose how your medical information is used
welcome-lead = We ask whether information from your care may be used for research and similar purposes.
welcome-care = If you say no, your care and costs stay the same.
welcome-time = It takes about 8 minutes.
welcome-change = You can change your answers at any time.
welcome-start = Start
welcome-choices = See or change my answers
welcome-stop = Stop the use
fallback-slow = This is taking a while. You can keep waiting.
fallback-failed = This page does not work here right now.
fallback-call = You can also answer, or stop, by phone.
fallback-again = Try again
fallback-loading = Getting ready
