### 患者さんに見える、うまくいかなかったときの言葉。
### 何が起きたか (title) と、次にどうすればよいか (detail)。1文は40字まで。

problem-wrong-birth-date-title = 生年月日が、ご案内と合いませんでした
problem-wrong-birth-date-detail = もう一度、ゆっくりご入力ください。あと{ $tries }回お試しいただけます。ご不明なときは、{ $phone }へお電話ください。
problem-too-many-tries-title = しばらくお待ちください
problem-too-many-tries-detail = あなたの情報を守るため、いったん止めています。{ $minutes }分ほどたってから、もう一度お試しください。お急ぎのときは、{ $phone }へお電話ください。
problem-invitation-ended-title = このリンクは、今は使えません
problem-invitation-ended-detail = 新しいご案内をお渡しします。{ $phone }へお電話ください。これまでのお答えは、そのまま残っています。
problem-session-ended-title = もう一度、ご本人の確認をお願いします
problem-session-ended-detail = ご案内のリンクをもう一度開いてください。続けて生年月日をご入力ください。うまくいかないときは、{ $phone }へお電話ください。
problem-token-not-accepted-title = ご本人の確認が、うまくいきませんでした
problem-token-not-accepted-detail = 元のページを開き直して、もう一度お試しください。続くときは、{ $phone }へお電話ください。
problem-not-known-yet-title = この画面からは、まだ開けません
problem-not-known-yet-detail = 病院での準備が、まだ終わっていません。お答えは電話でもできます。{ $phone }へお電話ください。
problem-not-for-them-title = この方の画面は、今は開けません
problem-not-for-them-detail = 代わりに手続きできる期間が終わったか、まだ始まっていません。{ $phone }へお電話ください。
problem-token-ended-title = 合言葉の期限が過ぎました
problem-token-ended-detail = 病院の管理者から、新しい合言葉を受け取ってください。
problem-right-missing-title = この合言葉では、この操作はできません
problem-right-missing-detail = 権限のある担当者に頼むか、病院の管理者にご相談ください。
problem-too-many-requests-title = 続けて使える回数を超えました
problem-too-many-requests-detail = 1分ほど待ってから、もう一度押してください。
problem-record-changed-title = お答えが、ほかの画面で変わりました
problem-record-changed-detail = 今回のお答えは、まだ受け付けていません。最新のお答えを確かめて、もう一度お選びください。ご不明なときは、{ $phone }へお電話ください。
problem-if-match-missing-title = 最新の画面での確認が必要です
problem-if-match-missing-detail = 今回のお答えは、まだ受け付けていません。画面を開き直して、もう一度お選びください。ご不明なときは、{ $phone }へお電話ください。
problem-key-reused-title = お答えを受け付けられませんでした
problem-key-reused-detail = 同じ番号で、別のお答えを先に受け付けています。画面を開き直して、お答えをお確かめください。ご不明なときは、{ $phone }へお電話ください。
problem-malformed-title = お答えを読み取れませんでした
problem-malformed-detail = 画面を開き直して、もう一度お試しください。続くときは、{ $phone }へお電話ください。技術的な内容：{ $what }
problem-too-large-title = データが大きすぎました
problem-too-large-detail = 画面を開き直して、もう一度お試しください。続くときは、{ $phone }へお電話ください。
problem-not-found-title = このページは見つかりませんでした
problem-not-found-detail = ご案内のリンクを、もう一度開いてください。ご不明なときは、{ $phone }へお電話ください。
problem-unavailable-title = 今、つながりにくくなっています
problem-unavailable-detail = 今回の操作は、まだ受け付けていません。少し待ってから、もう一度お試しください。お急ぎのときは、{ $phone }へお電話ください。
