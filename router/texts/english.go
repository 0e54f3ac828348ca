package texts

// english has the same sentences as indonesian. The words to reply stay those that people see on the buttons; the
// Indonesian ones work as well.
var english = map[Key]string{
	"welcome": `Hello, this is the citizens' report service of East Kalimantan.
Just tell us in your own words what happened and where. We will find the right office and keep you informed until it is solved.`,
	"welcomed": `You are welcome. If there is anything else, just write to us here.`,
	"called":   `All right. I am a program, but our staff read your messages here during working hours. Just write what you need; if it is a complaint, tell us what happened and where.`,
	"comfort":  `We are sorry that it feels useless. Just tell us here what is wrong: we give it a number, pass it to the right office, and tell you how it goes until it is solved.`,
	"comfort_of": `We are sorry that it feels useless. Your reports are not forgotten; we stay with them until they are solved:
{daftar}
Is anything still wrong? Just write it here.`,
	"help": `How to use this service:
- To report: just write what is wrong and where. Photos, voice messages and locations are fine too.
- To ask about a report: write its number, or "status of my report".
- To keep it secret: SECRET. To withdraw: WITHDRAW and the number. To get a PIN: PIN.
- To drop what is not sent yet: CANCEL. To erase your data: ERASE MY DATA. Bahasa Indonesia: INDONESIA.
An emergency? Call 110 (police). We cannot send help.`,
	"summary": `{salam}, thank you for telling us.
Is this what you mean?
{Topik} → {instansi}
{Topik_saja} (we will check which office is right first)
Place: {tempat}
{lindung}
{tanya}`,
	"summary_bare": `{salam}, thank you. Your message is ready to be sent as a report.
{lindung}
{tanya}`,
	"ask_agency":    `So that it reaches the right office: what is it mainly about?`,
	"ask_school":    `Which school is it? Please do not write the child's name or class. Or just choose Send.`,
	"ask_level":     `Is it an SD, an SMP, or an SMA/SMK? Just write it, or choose Send.`,
	"ask_road":      `What is the road called, or what is it near? Just write it, or choose Send.`,
	"ask_place":     `Where is it? Just write it here, or choose Send.`,
	"ask_voice":     `Our staff will look at it or listen to it. Could you add a few words: what is it about, and where? Or just choose Send.`,
	"ask_matter":    `What is wrong at that place? Just write it here, or choose Send.`,
	"ask_more":      `Anything to add? Just write it. If this is right, choose Send.`,
	"change":        `All right, what should be different? Just write it, or choose the office that you think is right:`,
	"cancelled":     `All right, cancelled. Nothing was sent. Write again whenever you are ready.`,
	"nothing_to_do": `There is nothing to answer right now. To report something, just tell us about it here.`,
	"filed": `We have received it. Your report's number is {nomor}.
We are passing it on to {instansi}. First response by {tanggal} at the latest.
We will tell you whenever something changes. Forgot something? Reply to this message any time. Wrong office? Reply WRONG.`,
	"filed_sealed": `We have received it. Your report's number is {nomor}.
Our staff will check it first to keep you safe, then pass it on to {instansi}.
You will hear from us by {tanggal} at the latest. Forgot something? Reply to this message any time.
Want to ask about it later? Reply PIN today: a secret report opens only with its number and PIN.`,
	"filed_quiet": `Received and kept secret. Number {nomor}, PIN {pin}. Note them somewhere safe, then delete this conversation.
Our staff will check it by {tanggal} at the latest. News can be read only with the number and the PIN.
Is it safe for us to write to this number? Reply SAFE or DON'T.`,
	"filed_triage": `We have received it. Your report's number is {nomor}.
Our staff will find the right office by {tanggal} at the latest and then let you know. You need not report it again.`,
	"no_report": `{salam}, thank you for writing to us.
Is there a problem with a public service? Just tell us here. If this is a report, reply REPORT.`,
	"forwarded": `Thank you; this looks like a forwarded message. If it happened to you, tell us in your own words what happened and where. If this is a report, reply REPORT.`,
	"danger": `If a life is in danger, call {darurat} at once, free of charge. We cannot send help ourselves, but we will deal with your report.
{kekerasan}`,
	"group_hint": `Hello! For your safety we do not talk about reports in groups. Please write to me directly.`,
	"status_of": `Report {nomor} ({topik}): {status}.
Handled by: {instansi}.
{batas}`,
	"status_public": `Report {nomor}: {status}. We tell the rest only to the person who reported it.`,
	"status_with_pin": `Report {nomor}: {status}.
To keep you safe, we tell the rest only with the PIN. Write the report's number and your PIN in one message.`,
	"status_full": `Report {nomor}: {status}.
Handled by: {instansi}.
{batas}
Last news: {kata}`,
	"status_list":     "Your reports:\n{daftar}\nWrite a number to see more.",
	"status_none":     `We have not found a report from this number. If you have a report's number, write it here. Something to report? Just tell us.`,
	"no_such_number":  `We have not found that number. Please check it again: eight digits, as in the message that confirmed your report.`,
	"wrong_pin":       `That PIN does not match the report's number. Please check it again. After a few tries, wait ten minutes.`,
	"pin_of":          `PIN of report {nomor}: {pin}. Keep it safe and give it to nobody. With the number and the PIN you can ask from any phone.`,
	"pin_too_late":    `For safety we give the PIN of a secret report only on the day it was made. We will still send news here.`,
	"sealed_now":      `All right, report {nomor} is kept secret. Our staff check it first; your name, number and words reach neither the office nor those reported.`,
	"unsealed_now":    `All right, the protection of report {nomor} is one step lower now, as you asked. Changed your mind? Reply SECRET.`,
	"safe_noted":      `All right. We will keep our news short and say nothing of the report in it. To read it, write the number and your PIN. If things change, reply DON'T.`,
	"added":           `We have added it to report {nomor}. Thank you.`,
	"noted":           `We have noted the change in report {nomor}; nothing else is changed. To withdraw it or keep it secret, write WITHDRAW or SECRET as a new message.`,
	"which_matter":    `Does this belong to report {nomor} ({topik}), or is it a new report?`,
	"which_reopen":    `Report {nomor} is closed. Shall we open it again, or is this a new report?`,
	"solved":          `Good to hear, thank you. We have closed report {nomor}. How was the service? Give 1 to 5 stars if you like.`,
	"not_solved":      `All right, report {nomor} is open again and we will tell {instansi}. Could you tell us what is still wrong?`,
	"not_solved_yet":  `All right, report {nomor} is open again. To keep you safe our staff read it first, and then pass it on. Could you write what is still wrong?`,
	"already_settled": `Report {nomor} now: {status}. Has something changed? Reply to this message and tell us.`,
	"rated":           `Thank you for the rating. We hope to get better all the time.`,
	"disputed":        `Sorry if we were wrong. Our staff will find the right office for report {nomor}. You need not report it again.`,
	"objected":        `All right, report {nomor} is open again and another of our staff will read it. You need not report it again.`,
	"withdrawn":       `All right, report {nomor} is withdrawn. Changed your mind? Reply OBJECT and we will open it again.`,
	"which_one":       "Which report? Write the same word again with its number:\n{daftar}",
	"unreadable":      `Sorry, we cannot read this message. Could you put it in words?`,
	"erase_ask": `We will erase your name, number and conversation. Reports that the law tells us to archive stay without your name, and we can no longer send you news of them.
Want a copy first? Reply COPY OF MY DATA. Erase everything now?`,
	"erased": `All right. After this message we erase your data. Thank you for using this service.`,
	"kept":   `All right, nothing is erased.`,

	"officer_help": `For officers:
- Reply to a task to answer the reporter; photos of the finished work are welcome.
- Take: begin. Not ours: give it back with a reason. Ask for details: ask the reporter.
- TUGAS: what is open. OPER (as a reply to the task): hand it to a colleague. RINGKASAN: a digest at 08:00 every working day.
- All tasks are in the console: {konsol}`,
	"officer_ask":       `Write the answer for the reporter of {nomor}. You can look at it before it is sent. CANCEL to drop it.`,
	"officer_why":       `Why is report {nomor} not your agency's matter? Please give the reason in a few words, and the right agency if you know it.`,
	"officer_need":      `What must the reporter of {nomor} add? Write the question. CANCEL to drop it.`,
	"officer_preview":   "Answer to report {nomor}:\n“{kata}”\n(with {berkas} photos or files)\nSend it to the reporter?",
	"officer_question":  "Question to the reporter of {nomor}:\n“{kata}”\nSend it?",
	"officer_unsent":    `What you wrote for report {nomor} was not sent to the reporter. Reply to the task to write again.`,
	"officer_took":      `All right, report {nomor} is yours. Reply to the task to answer the reporter.`,
	"officer_gave_up":   `Report {nomor} goes back to the admin, who finds the right agency. Thank you.`,
	"officer_said":      `We are sending your answer to report {nomor} to the reporter. Thank you.`,
	"officer_asked":     `We are sending your question about report {nomor} to the reporter. The deadline is paused until the reporter answers.`,
	"officer_gone":      `This task is no longer with your agency, or is finished. See the list in the console: {konsol}`,
	"officer_not_now":   `Report {nomor} is currently {status}, so it cannot be changed from here. See the console: {konsol}`,
	"officer_console":   `Report {nomor} is secret. Read its brief and answer in the console: {konsol}`,
	"officer_task":      "Report {nomor} ({topik}): {status}.\nPlace: {tempat}\n“{kata}”\n{batas}",
	"officer_tasks":     "Open tasks of {instansi}:\n{daftar}\nChoose one or write its number to open it.",
	"officer_no_tasks":  `There are no open tasks. Thank you for your work.`,
	"officer_own":       `Which task is this message for, or is it a report of your own as a citizen?`,
	"officer_hand_to":   `Who should take report {nomor}?`,
	"officer_handed":    `Report {nomor} goes to {nama}.`,
	"officer_alone":     `No other colleague of your agency is connected yet. An admin can add them.`,
	"officer_digest":    `All right, the digest comes every working day at 08:00 WITA. To stop it, reply RINGKASAN STOP.`,
	"officer_no_digest": `All right, no more morning digest.`,
	"officer_elsewhere": "Thank you. Officers have a WhatsApp number of their own; this one is for citizens.\nSend the same code there: https://wa.me/{hp}\nThe code is still good. Need help? Ask the admin.",
	"bind_failed":       `This link has already been used or has expired. Please ask the admin for a new one.`,
	"bound":             `Welcome, {nama}. From now on the tasks of {instansi} come here. Write HELP to see how it works.`,
	"bound_relay":       `Welcome, {nama}. From here you can file reports for citizens who agree. Write HELP to see how it works.`,
	"relay_help": `Reports on behalf of citizens, for village offices:
- Write the citizen's report in their words, then that citizen's phone number.
- The citizen must have agreed. We send the report's number and PIN only to the citizen.
- Bribes, mining, violence and other risky matters: ask the citizen to write to us from a phone that is safe for them.`,
	"relay_who":      `Whose report is it? Write that citizen's phone number: we send the report's number and PIN only to them.`,
	"relay_consent":  "On behalf of {hp}: {topik}.\nHas that citizen agreed to it?",
	"relay_refused":  `We do not take a matter like this on behalf of others, for the reporter's safety. Ask the citizen to write to us from a phone that is safe for them.`,
	"relay_filed":    `Thank you, the report for {hp} is filed. Its number and PIN go directly to that citizen.`,
	"relay_no_phone": `Filing for others does not work yet: there is no SMS or WhatsApp to reach the citizen. Please ask the admin.`,
	"relay_unsent":   `That report was not sent because something is missing. Write it again with the citizen's phone number when you are ready.`,

	Privacy:     `Your data is used only to deal with your report: {privasi}`,
	Attention:   `We have received your message, and one of our staff will read it.`,
	CopyOf:      "This is what we keep about you: the address of this conversation, the name shown here ({nama}), and these reports.\n{daftar}",
	NowAssigned: `News about report {nomor}: it is with {instansi} now. First response by {tanggal} at the latest.`,
	NowTaken:    `News about report {nomor}: {instansi} has begun work on it.`,
	NowReturned: `News about report {nomor}: it is not {instansi}'s matter after all. We are finding the right office. You need not report it again.`,
	NowAsked: `{instansi} needs to know more about report {nomor}:
{kata}
Reply to this message to answer.`,
	NowAskedSealed: `There is a question about your secret report {nomor}:
{kata}
You need not answer. If you do, please leave out names and anything that shows who you are.`,
	NowAnswered: `Answer from {instansi} about report {nomor}:
{kata}

Is the problem solved?`,
	NowClosed: `We have closed report {nomor}, as we heard nothing more. If the problem is not solved, reply NOT YET.`,
	NowArchived: `We have archived report {nomor}: {alasan}.
Do you disagree? Reply OBJECT, and another of our staff will read it.`,
	NowReopened: `Report {nomor} is open again. {instansi} will continue with it.`,
	NowQuiet:    `There is news for number {nomor}. To read it, write that number and your PIN.`,
	NowRelayed:  `Your report ({topik}) was filed through the village office. Number {nomor}, PIN {pin}. We will send news here. Not yours? Reply WITHDRAW.`,
	TaskNew: `New task {nomor}
{Topik} · {tempat}
{Topik_saja}
“{kata}”
({berkas} photos or files: see the console)
First response by {tanggal}, 16:00 WITA`,
	TaskSealed: `Secret report {nomor}: {topik}.
Read its brief in the console: {konsol}
Trying to find out who reported it is forbidden.`,
	TaskReopened:   `Report {nomor} ({topik}) is open again: {alasan}. Please continue with it.`,
	TaskMore:       "The reporter of {nomor} adds:\n“{kata}”\n({berkas} photos or files: see the console)",
	TaskMoreSealed: `There is more about secret report {nomor}. An admin will check it first.`,
	TaskCopy: `Copy of secret report {nomor}: {topik}, with {instansi}.
Its brief is in the console: {konsol}
Trying to find out who reported it is forbidden.`,
	TaskWithdrawn: `Report {nomor} ({topik}) was withdrawn by its reporter. Nothing more needs to be done.`,
	TaskHanded:    "{nama} hands task {nomor} to you.\n{Topik} · {tempat}\n{Topik_saja}\n“{kata}”\nDue {tanggal}.",
	TaskDigest:    "Good morning. Open tasks of {instansi}:\n{daftar}\nWrite a number to open it. To stop this, reply RINGKASAN STOP.",
	Brief: `A citizen reports a suspected case of {topik}.
Place: {tempat}
Report (masked): {kata}
Please look into it and answer.`,
}
