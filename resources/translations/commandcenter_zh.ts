<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountMenu</name>
    <message>
        <source>On duty at this desk: {title}</source>
        <translation>本席位的值守人员：{title}</translation>
    </message>
    <message>
        <source>Somebody else signs in</source>
        <translation>换人登录</translation>
    </message>
    <message>
        <source>Lock the screen</source>
        <translation>锁定屏幕</translation>
    </message>
    <message>
        <source>Demo: no password is asked</source>
        <translation>演示：不需要密码</translation>
    </message>
    <message>
        <source>Supervision centre</source>
        <translation>监督中心</translation>
    </message>
    <message>
        <source>Command centre</source>
        <translation>指挥中心</translation>
    </message>
    <message>
        <source>Departments</source>
        <translation>专业部门</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>BreakdownTable</name>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Not dispatched</source>
        <translation>未派遣</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Outside all areas</source>
        <translation>无所属区域</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>No kind yet</source>
        <translation>类别待定</translation>
    </message>
    <message>
        <source>Double-click a number to list its cases. Faint: fewer than 10 were due.</source>
        <translation>双击数字查看案件。淡色：应处置少于 10 件。</translation>
    </message>
    <message>
        <source>Area level</source>
        <translation>区域层级</translation>
    </message>
</context>
<context>
    <name>CaseClocks</name>
    <message>
        <source>due {moment}</source>
        <translation>截止 {moment}</translation>
    </message>
    <message>
        <source>extensions: {count}</source>
        <translation>已延期 {count} 次</translation>
    </message>
    <message>
        <source>since {moment}</source>
        <translation>自 {moment} 起</translation>
    </message>
    <message>
        <source>ended late {moment}</source>
        <translation>{moment} 结束，已过时限</translation>
    </message>
    <message>
        <source>ended {moment}</source>
        <translation>{moment} 结束</translation>
    </message>
    <message>
        <source>Why this deadline?</source>
        <translation>为何此时到期？</translation>
    </message>
    <message>
        <source>{clock}: why this deadline?</source>
        <translation>{clock}：为何此时到期？</translation>
    </message>
</context>
<context>
    <name>CaseComparison</name>
    <message>
        <source>The same problem?</source>
        <translation>是否同一问题？</translation>
    </message>
    <message>
        <source>This case</source>
        <translation>本案</translation>
    </message>
    <message>
        <source>Kind not yet known</source>
        <translation>类别待定</translation>
    </message>
    <message>
        <source>reported {moment}, {age} ago</source>
        <translation>{moment} 上报，距今 {age}</translation>
    </message>
    <message>
        <source>no photo</source>
        <translation>无照片</translation>
    </message>
    <message>
        <source>Same problem: merge into this case</source>
        <translation>同一问题：并入此案</translation>
    </message>
    <message>
        <source>without a place</source>
        <translation>无位置</translation>
    </message>
    <message>
        <source>{metres} m away</source>
        <translation>相距 {metres} 米</translation>
    </message>
</context>
<context>
    <name>CaseFacts</name>
    <message>
        <source>Reporter</source>
        <translation>举报人</translation>
    </message>
    <message>
        <source>Show in full for 30 s</source>
        <extracomment>How long a name and a telephone number stay on the screen.</extracomment>
        <translation>显示全部 30 秒</translation>
    </message>
    <message>
        <source>Why do you need the name and the telephone number? This is recorded.</source>
        <translation>为何需要姓名和电话？原因将被记录。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Patrol area</source>
        <translation>责任网格</translation>
    </message>
    <message>
        <source>Reported</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Dispatched by</source>
        <translation>派遣层级</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>主办</translation>
    </message>
    <message>
        <source>Assisting</source>
        <translation>协办</translation>
    </message>
    <message>
        <source>{moment} · the device&apos;s clock was ahead; the time of observation is unknown</source>
        <translation>{moment} · 设备时钟偏快，实际发现时间未知</translation>
    </message>
    <message>
        <source>Observed</source>
        <translation>发现时间</translation>
    </message>
    <message>
        <source>Coordinates as reported</source>
        <translation>原始坐标</translation>
    </message>
    <message>
        <source>may be wrong by hundreds of metres: coordinates from {source} seem to be {likely}, not {declared}</source>
        <translation>可能偏差数百米：“{source}”的点位似为 {likely} 坐标，而非 {declared}</translation>
    </message>
    <message>
        <source>Suspended until</source>
        <translation>挂账至</translation>
    </message>
    <message>
        <source>Joint meeting</source>
        <translation>会商</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>转派次数</translation>
    </message>
    <message>
        <source>Reworks</source>
        <translation>返工次数</translation>
    </message>
    <message>
        <source>Reopened</source>
        <translation>重新立案次数</translation>
    </message>
    <message>
        <source>{moment} · decided: {department}</source>
        <translation>{moment} · 决定由{department}承办</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>立案条件</translation>
    </message>
    <message>
        <source>rule v{version}</source>
        <translation>规则 v{version}</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Close when</source>
        <translation>结案条件</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Closed as</source>
        <translation>结案方式</translation>
    </message>
    <message>
        <source>Lateness</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>late, but excused: an appeal was granted</source>
        <translation>按时钟已超期；申诉获准，不计超期</translation>
    </message>
</context>
<context>
    <name>CaseHeader</name>
    <message>
        <source>Why this deadline? ({key})</source>
        <translation>为何此时到期？（{key}）</translation>
    </message>
    <message>
        <source>Kind not yet known</source>
        <translation>类别待定</translation>
    </message>
    <message>
        <source>grid {code}</source>
        <translation>网格 {code}</translation>
    </message>
    <message>
        <source>outside every unit grid</source>
        <translation>不在任何单元网格内</translation>
    </message>
    <message>
        <source>resumes {moment}</source>
        <translation>{moment} 恢复计时</translation>
    </message>
    <message>
        <source>all hours</source>
        <translation>自然时</translation>
    </message>
    <message>
        <source>working hours</source>
        <translation>工作时</translation>
    </message>
    <message>
        <source>due {moment}</source>
        <translation>截止 {moment}</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>step late</source>
        <translation>环节超时</translation>
    </message>
    <message>
        <source>was overdue</source>
        <translation>处置已超期</translation>
    </message>
    <message>
        <source>paused until {moment}</source>
        <translation>暂停至 {moment}</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>Applications and tasks</source>
        <translation>申请与任务</translation>
    </message>
    <message>
        <source>{count} similar ({metres} m, {hours} h)</source>
        <translation>相似 {count} 件（{metres} 米、{hours} 小时内）</translation>
    </message>
    <message>
        <source>Choose a case in the queue or on the map.</source>
        <translation>请在队列或地图中选择案件。</translation>
    </message>
    <message>
        <source>Clocks</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>History</source>
        <translation>经过</translation>
    </message>
</context>
<context>
    <name>CasePane</name>
    <message>
        <source>You can no longer see this case: it was passed on or taken back. What is shown here may be out of date.</source>
        <translation>您已看不到本案：已转出或收回。此处所示可能已过时。</translation>
    </message>
</context>
<context>
    <name>CasePhotos</name>
    <message>
        <source>Before</source>
        <extracomment>Reads a photo of the case in hand by its SHA-256, in a size, and shows it.</extracomment>
        <translation>处置前</translation>
    </message>
    <message>
        <source>On confirmation</source>
        <translation>核实</translation>
    </message>
    <message>
        <source>After</source>
        <translation>处置后</translation>
    </message>
    <message>
        <source>On inspection</source>
        <translation>核查</translation>
    </message>
</context>
<context>
    <name>CaseRowPainter</name>
    <message>
        <source>overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>step late</source>
        <translation>环节超时</translation>
    </message>
    <message>
        <source>was overdue</source>
        <translation>处置已超期</translation>
    </message>
    <message>
        <source>all hours</source>
        <translation>自然时</translation>
    </message>
    <message>
        <source>working h</source>
        <translation>工作时</translation>
    </message>
</context>
<context>
    <name>CaseTable</name>
    <message>
        <source>No cases here. New ones appear automatically.</source>
        <translation>暂无案件，新案件会自动出现。</translation>
    </message>
    <message>
        <source>↑ {count} new</source>
        <translation>↑ {count} 件新案件</translation>
    </message>
</context>
<context>
    <name>CaseTableModel</name>
    <message>
        <source>Time left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>not yet known</source>
        <translation>待定</translation>
    </message>
    <message>
        <source>No clock is running.</source>
        <translation>无计时。</translation>
    </message>
    <message>
        <source>Due {moment}, counted in {unit}</source>
        <translation>截止 {moment}，按{unit}计</translation>
    </message>
</context>
<context>
    <name>ChartBox</name>
    <message>
        <source>Monday to Sunday, {zone}; hatched: week not over</source>
        <translation>周一至周日，{zone}；斜线：本周未结束</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>Cases per week</source>
        <translation>每周案件数</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>closed on time</source>
        <translation>按期结案</translation>
    </message>
    <message>
        <source>Closure, %</source>
        <translation>每周结案率（%）</translation>
    </message>
    <message>
        <source>targets {percents}</source>
        <translation>目标 {percents}</translation>
    </message>
</context>
<context>
    <name>ClockLabel</name>
    <message>
        <source>simulated ×{speed}</source>
        <translation>模拟 ×{speed}</translation>
    </message>
</context>
<context>
    <name>ConditionChooser</name>
    <message>
        <source>{limit} · close when: {closing} · {department}</source>
        <extracomment>In pixels: taller than any text, for an item whose height is not known yet.</extracomment>
        <translation>{limit} · 结案条件：{closing} · {department}</translation>
    </message>
</context>
<context>
    <name>Countdown</name>
    <message>
        <source>{days} d {clock}</source>
        <translation>{days} 天 {clock}</translation>
    </message>
</context>
<context>
    <name>DataAgeLabel</name>
    <message>
        <source>Age of the data on this screen</source>
        <translation>本屏数据的时效</translation>
    </message>
    <message>
        <source>● {seconds} s</source>
        <translation>● {seconds} 秒</translation>
    </message>
    <message>
        <source>○ {seconds} s old</source>
        <translation>○ {seconds} 秒前</translation>
    </message>
    <message>
        <source>‖ stopped at {moment}</source>
        <translation>‖ 停在 {moment}</translation>
    </message>
</context>
<context>
    <name>DefinitionCard</name>
    <message>
        <source>Click again, or press Space, to list the cases ({count}).</source>
        <translation>再次点击或按空格键，列出这 {count} 件案件。</translation>
    </message>
</context>
<context>
    <name>DepartmentBars</name>
    <message>
        <source>Open and overdue</source>
        <translation>在办与超期</translation>
    </message>
    <message>
        <source>others: {count}</source>
        <translation>其他 {count} 个</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
</context>
<context>
    <name>DeskLayout</name>
    <message>
        <source>Case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
</context>
<context>
    <name>ExplainPanel</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>{clock}: why this deadline</source>
        <translation>{clock}：到期时刻的由来</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>起算</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>截止</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Filing condition</source>
        <translation>立案条件</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>rule v{rule} · calendar v{calendar}</source>
        <translation>规则 v{rule} · 日历 v{calendar}</translation>
    </message>
    <message>
        <source>own working hours of {department}</source>
        <translation>按{department}自己的工作时间</translation>
    </message>
    <message>
        <source>Another system set this deadline; it was not calculated by the rules of this centre.</source>
        <translation>该截止时刻由外部系统设定，并非按本系统规则计算。</translation>
    </message>
    <message>
        <source>The limit has several parts, and each part has its own clock.</source>
        <translation>该时限分段计算，每段各有时钟，请查看各段的说明。</translation>
    </message>
    <message>
        <source>This clock has no limit; it only measures how long the case takes.</source>
        <translation>该时钟没有时限，只记录案件用时。</translation>
    </message>
    <message>
        <source>Total counted: {sum} = {limit}</source>
        <translation>合计计时：{sum} = {limit}</translation>
    </message>
    <message>
        <source>Total counted: {sum} = {limit} × {times} (extensions: {extensions})</source>
        <translation>合计计时：{sum} = {limit} × {times}（延期 {extensions} 次）</translation>
    </message>
</context>
<context>
    <name>FigureBoard</name>
    <message>
        <source>Reported today</source>
        <translation>今日上报</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>在办</translation>
    </message>
    <message>
        <source>Due in 1 hour</source>
        <translation>1 小时内到期</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>On time this week</source>
        <translation>本周按期率</translation>
    </message>
</context>
<context>
    <name>FigureWords</name>
    <message>
        <source>Reported</source>
        <extracomment>The figures that have a tile and a column on screens, in their order.</extracomment>
        <translation>上报</translation>
    </message>
    <message>
        <source>Reports received in this period, whatever happened to them afterwards.</source>
        <translation>这些天到达中心的上报，不论后续结果。</translation>
    </message>
    <message>
        <source>Filed</source>
        <translation>立案</translation>
    </message>
    <message>
        <source>Cases filed in this period, with a condition that sets their time limit.</source>
        <translation>这些天立案的案件，立案条件确定其时限。</translation>
    </message>
    <message>
        <source>Dispatched</source>
        <translation>派遣</translation>
    </message>
    <message>
        <source>Cases dispatched to a department in this period; the latest dispatch counts.</source>
        <translation>这些天派遣到部门的案件，以最近一次派遣为准。</translation>
    </message>
    <message>
        <source>Handled</source>
        <translation>处置</translation>
    </message>
    <message>
        <source>Cases finished by their department in this period; reworked cases count once.</source>
        <translation>这些天由部门处置完毕的案件，返工案件只计一次。</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>结案</translation>
    </message>
    <message>
        <source>Cases closed in this period.</source>
        <translation>这些天结案的案件。</translation>
    </message>
    <message>
        <source>Handling rate</source>
        <translation>处置率</translation>
    </message>
    <message>
        <source>Handled %</source>
        <translation>处置率</translation>
    </message>
    <message>
        <source>Of the cases due in this period, the share that has been handled.</source>
        <translation>这些天应处置的案件中，已处置的占比。</translation>
    </message>
    <message>
        <source>On-time handling rate</source>
        <translation>按期处置率</translation>
    </message>
    <message>
        <source>On time %</source>
        <translation>按期处置率</translation>
    </message>
    <message>
        <source>Of the cases due in this period, the share handled by the deadline.</source>
        <translation>这些天应处置的案件中，按期处置的占比。</translation>
    </message>
    <message>
        <source>Closure rate</source>
        <translation>结案率</translation>
    </message>
    <message>
        <source>Closed %</source>
        <translation>结案率</translation>
    </message>
    <message>
        <source>Of the cases due in this period, the share that has been closed.</source>
        <translation>这些天应处置的案件中，已结案的占比。</translation>
    </message>
    <message>
        <source>On-time closure rate</source>
        <translation>按期结案率</translation>
    </message>
    <message>
        <source>Closed on time %</source>
        <translation>按期结案率</translation>
    </message>
    <message>
        <source>Of the cases due in this period, the share handled by the deadline and closed.</source>
        <translation>这些天应处置的案件中，按期处置并已结案的占比。</translation>
    </message>
    <message>
        <source>Mean handling time</source>
        <translation>平均处置时间</translation>
    </message>
    <message>
        <source>Mean hours</source>
        <translation>平均小时</translation>
    </message>
    <message>
        <source>For cases handled in this period: average elapsed hours since filing.</source>
        <translation>这些天处置完毕的案件，自立案起的自然小时数。</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>应处置</translation>
    </message>
    <message>
        <source>Due: cases whose deadline has passed, and cases handled before their deadline; void cases are not counted.</source>
        <translation>应处置：截至目前已到期的，以及提前处置的；作废案件不计。</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Street</source>
        <translation>街道</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
    <message>
        <source>Back to the queue</source>
        <translation>返回队列</translation>
    </message>
    <message>
        <source>{shown} of {all}</source>
        <translation>{shown} / {all}</translation>
    </message>
</context>
<context>
    <name>FilterMenu</name>
    <message>
        <source>any</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>FitNotice</name>
    <message>
        <source>To be readable from {metres} m, text needs {wanted} px; this screen has room for {have} px.</source>
        <translation>在 {metres} 米处观看，文字需 {wanted} 像素；本屏只能容纳 {have} 像素。</translation>
    </message>
</context>
<context>
    <name>Headline</name>
    <message>
        <source>{city} now</source>
        <extracomment>Text and ground of the plates.</extracomment>
        <translation>{city} 城市运行</translation>
    </message>
    <message>
        <source>simulated ×{speed}</source>
        <translation>模拟 ×{speed}</translation>
    </message>
    <message>
        <source>{scene}, stopped</source>
        <translation>{scene}，已停留</translation>
    </message>
    <message>
        <source>data {seconds} s old</source>
        <translation>数据 {seconds} 秒前</translation>
    </message>
    <message>
        <source>stopped at {time}</source>
        <translation>停在 {time}</translation>
    </message>
</context>
<context>
    <name>HistoryWords</name>
    <message>
        <source>to {department}</source>
        <translation>派往{department}</translation>
    </message>
    <message>
        <source>decided: {department}</source>
        <translation>决定由{department}承办</translation>
    </message>
    <message>
        <source>to {area}</source>
        <translation>至{area}</translation>
    </message>
    <message>
        <source>until {moment}</source>
        <translation>至 {moment}</translation>
    </message>
    <message>
        <source>lateness excused</source>
        <translation>不计超期</translation>
    </message>
    <message>
        <source>condition {number}</source>
        <translation>立案条件 {number}</translation>
    </message>
    <message>
        <source>grid {code}</source>
        <translation>网格 {code}</translation>
    </message>
    <message>
        <source>merged from {number}</source>
        <translation>并入案件 {number}</translation>
    </message>
    <message>
        <source>unmerged {number}</source>
        <translation>分出案件 {number}</translation>
    </message>
    <message>
        <source>after “{step}” of {number}</source>
        <translation>因案件 {number} “{step}”</translation>
    </message>
    <message>
        <source>into {number}</source>
        <translation>并入 {number}</translation>
    </message>
    <message>
        <source>new: {numbers}</source>
        <translation>新案件：{numbers}</translation>
    </message>
    <message>
        <source>to {whom}</source>
        <translation>发往{whom}</translation>
    </message>
</context>
<context>
    <name>IdleDrafts</name>
    <message>
        <source>Unsent draft for “{step}”: {words}</source>
        <translation>未发出（{step}）：{words}</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>舍弃</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>What you have typed could not be saved: {why}

Close anyway?</source>
        <translation>您填写的内容未能保存：{why}

仍要关闭吗？</translation>
    </message>
    <message>
        <source>Keep open</source>
        <translation>不关闭</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>不保存并关闭</translation>
    </message>
</context>
<context>
    <name>LockCover</name>
    <message>
        <source>Somebody else signs in</source>
        <translation>换人登录</translation>
    </message>
    <message>
        <source>An administrator has ended this session. Sign in again.</source>
        <translation>管理员已结束本次登录，请重新登录。</translation>
    </message>
    <message>
        <source>The screen is locked.</source>
        <translation>屏幕已锁定。</translation>
    </message>
    <message>
        <source>Who is on duty here?</source>
        <translation>由谁值守？</translation>
    </message>
</context>
<context>
    <name>MapControls</name>
    <message>
        <source>Entire map</source>
        <extracomment>the layers that are on now: frozenset[MapLayer] the user wants to see all of the map again</extracomment>
        <translation>全图</translation>
    </message>
    <message>
        <source>Show the entire map again (Home)</source>
        <translation>重新显示全图（Home）</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>Unit grids</source>
        <translation>单元网格</translation>
    </message>
    <message>
        <source>Communities</source>
        <translation>社区</translation>
    </message>
    <message>
        <source>Roads</source>
        <translation>道路</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>名称</translation>
    </message>
</context>
<context>
    <name>MapNotice</name>
    <message>
        <source>Try again</source>
        <extracomment>the user wants the page to be loaded once more</extracomment>
        <translation>重试</translation>
    </message>
    <message>
        <source>The map failed and was loaded again.</source>
        <translation>地图出现故障，已重新加载。</translation>
    </message>
    <message>
        <source>The map cannot be drawn. Lists and steps still work.</source>
        <translation>地图无法显示，列表和操作不受影响。</translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message>
        <source>Reading the map …</source>
        <translation>正在读取地图……</translation>
    </message>
</context>
<context>
    <name>MapView</name>
    <message>
        <source>Drawing the map …</source>
        <extracomment>number of a case that was clicked code of a unit grid that was clicked latitude and longitude of a click where no case is token of set_cases or change_cases, milliseconds that the page&apos;s scripts took the first picture stands; again after each reload frozenset[MapLayer] that the user left switched on, to be remembered</extracomment>
        <translation>正在绘制地图……</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>step late</source>
        <translation>环节超时</translation>
    </message>
    <message>
        <source>due soon</source>
        <translation>将到期</translation>
    </message>
    <message>
        <source>running</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>挂账</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已结</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>图上</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>缩小（−）</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>另有 {count} 件</translation>
    </message>
</context>
<context>
    <name>MergeChooser</name>
    <message>
        <source>number of the case to merge into</source>
        <translation>继续办理的案件编号</translation>
    </message>
    <message>
        <source>None nearby</source>
        <translation>附近没有</translation>
    </message>
    <message>
        <source>Compare nearby cases ({count}) …</source>
        <translation>比对附近 {count} 件 …</translation>
    </message>
</context>
<context>
    <name>MomentChooser</name>
    <message>
        <source>not chosen</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>NoteBox</name>
    <message>
        <source>Phrases</source>
        <translation>常用语</translation>
    </message>
    <message>
        <source>Put in a phrase of the city</source>
        <translation>插入常用语</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>An error occurred in the program ({what}). It was logged; what you entered is still here. Please inform your administrator.</source>
        <translation>程序出错（{what}）。已记入日志，您输入的内容仍在。请告知管理员。</translation>
    </message>
</context>
<context>
    <name>PeriodChooser</name>
    <message>
        <source>First day</source>
        <translation>起始日</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>截止日</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>时段</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>本周</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>上周</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>本月</translation>
    </message>
    <message>
        <source>4 weeks</source>
        <translation>4 周</translation>
    </message>
    <message>
        <source>13 weeks</source>
        <translation>13 周</translation>
    </message>
    <message>
        <source>52 weeks</source>
        <translation>52 周</translation>
    </message>
    <message>
        <source>From … to …</source>
        <translation>自定义……</translation>
    </message>
</context>
<context>
    <name>PhotoFiles</name>
    <message>
        <source>Choose photos</source>
        <translation>选择照片</translation>
    </message>
    <message>
        <source>Photos (*.jpg *.jpeg *.png *.webp);;All files (*)</source>
        <translation>照片 (*.jpg *.jpeg *.png *.webp);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>PhotoPicker</name>
    <message>
        <source>Choose photos …</source>
        <translation>选择照片……</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Not on this machine, so not included: {names}. Choose them again here.</source>
        <translation>不在本机，未带入：{names}。请在此重新选择。</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>尚无</translation>
    </message>
</context>
<context>
    <name>PlaceChooser</name>
    <message>
        <source>click on the map, or type: latitude, longitude</source>
        <translation>点击地图，或输入：纬度, 经度</translation>
    </message>
</context>
<context>
    <name>PreviewWords</name>
    <message>
        <source>grid {code}</source>
        <extracomment>The steps that fix or move a deadline or a department without saying where to.</extracomment>
        <translation>网格 {code}</translation>
    </message>
    <message>
        <source>Department, limit and deadline do not change.</source>
        <translation>承办部门、时限和截止时刻均不变。</translation>
    </message>
    <message>
        <source>After this step: {changes}</source>
        <translation>办理后：{changes}</translation>
    </message>
    <message>
        <source>stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>condition</source>
        <translation>立案条件</translation>
    </message>
    <message>
        <source>department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>due</source>
        <translation>截止</translation>
    </message>
    <message>
        <source>due if dispatched now</source>
        <translation>若现在派遣，截止</translation>
    </message>
</context>
<context>
    <name>RelatedCases</name>
    <message>
        <source>Merged into {number}</source>
        <translation>已并入 {number}</translation>
    </message>
    <message>
        <source>{number} was merged into this case</source>
        <translation>{number} 已并入本案</translation>
    </message>
    <message>
        <source>Split from {number}</source>
        <translation>由 {number} 拆出</translation>
    </message>
    <message>
        <source>{number} was split from this case</source>
        <translation>{number} 由本案拆出</translation>
    </message>
</context>
<context>
    <name>RequestWords</name>
    <message>
        <source>until {moment}</source>
        <translation>至 {moment}</translation>
    </message>
    <message>
        <source>to {whom}</source>
        <translation>发往{whom}</translation>
    </message>
    <message>
        <source>answer due {moment}</source>
        <translation>{moment} 前答复</translation>
    </message>
    <message>
        <source>asked by {actor}, {moment}</source>
        <translation>{actor} {moment} 提出</translation>
    </message>
    <message>
        <source>{state}: {actor}, {moment}</source>
        <translation>{state}：{actor} {moment}</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>尚未答复</translation>
    </message>
    <message>
        <source>{answer}: {actor}, {moment}</source>
        <translation>{answer}：{actor} {moment}</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Find a case: number, place, word   Ctrl+K</source>
        <translation>查找案件：编号、地址、文字   Ctrl+K</translation>
    </message>
    <message>
        <source>… and more. Add a word to narrow the search.</source>
        <translation>……还有更多，请再加一个词</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>SeveralChooser</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ShortcutSheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>move through the queue</source>
        <translation>在队列中移动</translation>
    </message>
    <message>
        <source>first or last case of the queue</source>
        <translation>队列的第一件、最后一件</translation>
    </message>
    <message>
        <source>copy the number of the current case</source>
        <translation>复制当前案件的编号</translation>
    </message>
    <message>
        <source>go to the current case</source>
        <translation>进入当前案件</translation>
    </message>
    <message>
        <source>the step with this key on its button</source>
        <translation>按钮上标有该键的操作</translation>
    </message>
    <message>
        <source>all other possible steps</source>
        <translation>其他可行的操作</translation>
    </message>
    <message>
        <source>send the step</source>
        <translation>提交操作</translation>
    </message>
    <message>
        <source>explain the deadline of the current case</source>
        <translation>当前案件到期时刻的由来</translation>
    </message>
    <message>
        <source>back to the queue; your text is kept</source>
        <translation>返回队列，已输入的内容保留</translation>
    </message>
    <message>
        <source>find a case</source>
        <translation>查找案件</translation>
    </message>
    <message>
        <source>queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>case</source>
        <translation>案件</translation>
    </message>
    <message>
        <source>cases waiting for me</source>
        <translation>我的待办</translation>
    </message>
    <message>
        <source>all open cases</source>
        <translation>全部在办案件</translation>
    </message>
    <message>
        <source>lock the screen (not in a demo)</source>
        <translation>锁定屏幕（演示中无效）</translation>
    </message>
    <message>
        <source>this list</source>
        <translation>本表</translation>
    </message>
</context>
<context>
    <name>SignInDialog</name>
    <message>
        <source>{city} command centre</source>
        <translation>{city} 指挥中心</translation>
    </message>
    <message>
        <source>Who is on duty here?</source>
        <translation>由谁值守？</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>账号</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
</context>
<context>
    <name>SpansTable</name>
    <message>
        <source>From</source>
        <translation>自</translation>
    </message>
    <message>
        <source>To</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>计时</translation>
    </message>
    <message>
        <source>Sum</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>依据</translation>
    </message>
</context>
<context>
    <name>StageCounters</name>
    <message>
        <source>All open</source>
        <translation>全部在办</translation>
    </message>
    <message>
        <source>For me</source>
        <translation>我的待办</translation>
    </message>
    <message>
        <source>To decide</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>To answer</source>
        <translation>待回复</translation>
    </message>
    <message>
        <source>{mark} Overdue</source>
        <translation>{mark} 超期</translation>
    </message>
</context>
<context>
    <name>StatisticsWindow</name>
    <message>
        <source>{city}: statistics</source>
        <translation>{city}：统计</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translation>截至 {time}</translation>
    </message>
</context>
<context>
    <name>StepButtons</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>StepForm</name>
    <message>
        <source>Decided by the joint meeting: {department}</source>
        <translation>会商决定：{department}</translation>
    </message>
    <message>
        <source>Proposed by filing condition {number}: {department}</source>
        <translation>按立案条件 {number} 建议：{department}</translation>
    </message>
    <message>
        <source>{department} has no account here, so nobody can acknowledge the case.</source>
        <translation>{department}在本系统没有账号，无人可以签收。</translation>
    </message>
</context>
<context>
    <name>StepPanel</name>
    <message>
        <source>The case has changed since you wrote this: check it again.</source>
        <translation>您填写之后案件已有变化，请重新核对。</translation>
    </message>
    <message>
        <source>This text was removed elsewhere: it was sent from another desk, or erased together with the reporter. It is no longer stored.</source>
        <translation>这些内容已在别处移除（已在其他席位发出，或随举报人信息一并清除），不再保存。</translation>
    </message>
    <message>
        <source>The case has changed: {last}, {actor}, {moment}. Nothing was sent. Choose “{step}” again to continue with your text.</source>
        <translation>案件已有变化：{actor}已于 {moment} 办理“{last}”。内容未发出。请重新选择“{step}”，沿用您填写的内容。</translation>
    </message>
    <message>
        <source>“{step}” is no longer possible: {last}, {actor}, {moment}. Nothing was sent; your text is kept.</source>
        <translation>{actor}已于 {moment} 办理“{last}”，不能再“{step}”。内容未发出，您填写的文字已保留。</translation>
    </message>
    <message>
        <source>There is nothing left to do on this case.</source>
        <translation>该案件已无后续操作。</translation>
    </message>
    <message>
        <source>Next: {step} ({who}). Your post has no step to take here.</source>
        <translation>下一步：{step}（{who}）。您的岗位在此阶段没有可办操作。</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>{city} command centre</source>
        <translation>{city} 指挥中心</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Wall</source>
        <translation>大屏</translation>
    </message>
    <message>
        <source>Keys {key}</source>
        <translation>快捷键 {key}</translation>
    </message>
</context>
<context>
    <name>UrgentList</name>
    <message>
        <source>Most urgent</source>
        <translation>最急案件</translation>
    </message>
    <message>
        <source>No open cases</source>
        <translation>无在办案件</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>超期</translation>
    </message>
    <message>
        <source>step late</source>
        <translation>环节超时</translation>
    </message>
    <message>
        <source>was overdue</source>
        <translation>处置已超期</translation>
    </message>
    <message>
        <source>all hours</source>
        <translation>自然时</translation>
    </message>
    <message>
        <source>working h</source>
        <translation>工作时</translation>
    </message>
</context>
<context>
    <name>WaitingWords</name>
    <message>
        <source>waits for a decision</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>supervised, reply pending</source>
        <translation>督办，待回复</translation>
    </message>
    <message>
        <source>urged, reply pending</source>
        <translation>催办，待回复</translation>
    </message>
    <message>
        <source>waits for a reply</source>
        <translation>待回复</translation>
    </message>
</context>
<context>
    <name>WallWindow</name>
    <message>
        <source>Stopped at {stopped}. It is now {now}; what is shown here is out of date.</source>
        <translation>画面停在 {stopped}，现在是 {now}，城市现状与此处所示不同。</translation>
    </message>
</context>
<context>
    <name>WordChooser</name>
    <message>
        <source>choose …</source>
        <translation>请选择……</translation>
    </message>
    <message>
        <source>type a part of the name, or choose</source>
        <translation>输入名称的一部分，或选择</translation>
    </message>
</context>
</TS>
