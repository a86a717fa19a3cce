import { parseConfig, openRun, openStore, resolveSettings, collectSetting, settingPairs, rewardData } from './dist/index.js';
import { chooseBackend } from '@roro/tensor';
import { trainSupervised } from '@roro/grpo';
import { criterionBank as bank, LearnedRubricor, encodeRubricorFile } from '@roro/rubricor';
import { rubricorPolicy, rubricorMetadata, warmUpRubricor } from '@roro/rubricor/train';
import cfg from '/tmp/mini.config.ts';
await chooseBackend();
const config=parseConfig(cfg); const run=await openRun(config);
const context={config,run}; const store=openStore(context); const [setting]=resolveSettings(config);
const col=await collectSetting(context,setting,store); const pairs=await settingPairs(context,setting,store);
const data=rewardData(pairs,col,setting);
const by={};
for(const [id,c] of col.critical){ const q=col.queries.find(q=>q.id===id); if(c.stratum==='neither-right')continue; const lines=q.prompt.trimEnd().split('\n'); lines.forEach((l,i)=>{const m=/^.=.([-+*\/%])\d+([*\/])?/.exec(l); if(!m)return; const k=m[1]+(m[2]??''); (by[k]??=[0,0])[1]++; if(c.segments.includes(i))by[k][0]++; });}
console.log(Object.entries(by).map(([k,[a,b]])=>`${k}: ${a}/${b}`).join('  '));
const args=JSON.parse(process.argv[2]);
const rp=rubricorPolicy({bank,seed:1}); const t=Date.now();
let ex=data.examples; if(args.onlyCrit) ex=ex.filter(e=>e.criteria.some(c=>c.definition==='large-writes-line'));
console.log(ex.length, warmUpRubricor({policy:rp,bank,examples:ex,seed:1,epochs:args.epochs}).filter((_,i)=>i%3===0).map(x=>x.toFixed(3)).join(), (Date.now()-t)/1000);
const r=new LearnedRubricor(encodeRubricorFile(rp.snapshot(), rubricorMetadata(bank)),{bank});
const cnt={};
for(const p of pairs.test){const q=p.chosen.query; const rub=r.write(q).rubric; q.prompt.trimEnd().split('\n').forEach((l,i)=>{const m=/^.=.([-+*\/%])\d+([*\/])?/.exec(l); if(!m)return; const k=m[1]+(m[2]??''); (cnt[k]??=[0,0,0]); const c=rub.criteria.find(c=>c.source.level===String(i+1)&&c.source.definition.endsWith('-writes-line')); cnt[k][c===undefined?2:c.source.definition.startsWith('large')?0:1]++;});}
console.log('large/small/none', JSON.stringify(cnt)); store.close();
