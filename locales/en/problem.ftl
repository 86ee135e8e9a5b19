### What a patient reads when something did not work.
### What happened (title), and what to do next (detail). At most 25 words a sentence.

problem-wrong-birth-date-title = The date of birth did not match the invitation
problem-wrong-birth-date-detail = Please enter it again, slowly. You can try { $tries } more { $tries ->
        [1] time
       *[other] times
    }. If anything is unclear, please call { $phone }.
problem-too-many-tries-title = Please wait a little
problem-too-many-tries-detail = We have paused sign-in to protect your information. Please try again in about { $minutes } minutes. If you are in a hurry, please call { $phone }.
problem-invitation-ended-title = This link does not work any more
problem-invitation-ended-detail = We will gladly give you a new one: please call { $phone }. The answers you gave are safe.
problem-session-ended-title = Please confirm again that it is you
problem-session-ended-detail = Open the link of your invitation again and enter your date of birth. If that does not work, please call { $phone }.
problem-token-not-accepted-title = We could not confirm that it is you
problem-token-not-accepted-detail = Please open the page you came from again and try once more. If it goes on, please call { $phone }.
problem-not-known-yet-title = This cannot be opened from here yet
problem-not-known-yet-detail = The hospital has not finished preparing it. You can also answer by phone. Please call { $phone }.
problem-not-for-them-title = This person’s page cannot be opened now
problem-not-for-them-detail = The time in which you may act for them is over, or has not begun. Please call { $phone }.
problem-token-ended-title = This token has ended
problem-token-ended-detail = Please ask the hospital’s administrator for a new one.
problem-right-missing-title = This token does not allow this
problem-right-missing-detail = Please ask a colleague who may do it, or the hospital’s administrator.
problem-too-many-requests-title = Too many requests in a short time
problem-too-many-requests-detail = Please wait about a minute and press again.
problem-record-changed-title = Your answers were changed on another screen
problem-record-changed-detail = This answer has not been received yet. Please look at your latest answers and choose again. If anything is unclear, please call { $phone }.
problem-if-match-missing-title = Please check on an up-to-date screen
problem-if-match-missing-detail = This answer has not been received yet. Please open the page again and choose again. If anything is unclear, please call { $phone }.
problem-key-reused-title = This answer could not be received
problem-key-reused-detail = Another answer was received under the same number. Please open the page again and check your answers. If anything is unclear, please call { $phone }.
problem-malformed-title = This answer could not be read
problem-malformed-detail = Please open the page again and try again. If it happens again, please call { $phone }. Technical detail: { $what }
problem-too-large-title = There was too much data
problem-too-large-detail = Please open the page again and try again. If it happens again, please call { $phone }.
problem-not-found-title = This page was not found
problem-not-found-detail = Please open the link of your invitation again. If anything is unclear, please call { $phone }.
problem-unavailable-title = The connection is not working well just now
problem-unavailable-detail = Nothing has been recorded yet. Please wait a little and try again. If you are in a hurry, please call { $phone }.
